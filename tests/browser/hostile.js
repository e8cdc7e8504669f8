/* hostile.js - points at every spot of the map until the tooltip of the account with the hostile name shows. */
const map = byId('map');
const box = map.getBoundingClientRect();
const point = (clientX, clientY) =>
  map.dispatchEvent(new MouseEvent('mousemove', { clientX, clientY, bubbles: true }));

for (let x = box.left; x < box.right; x += 4) {
  for (let y = box.top; y < box.bottom; y += 4) {
    point(x, y);
    if (all('.leaflet-tooltip strong').some((name) => name.textContent.includes('onerror'))) saw('tip', 'text');
  }
}
saw('images', all('img').length);
saw('title', document.title.includes('broken') ? 'broken' : 'whole');
saw('rep', all('#reps tr[data-rep="1"] .rep')[0].textContent.includes('<script>') ? 'text' : 'lost');
