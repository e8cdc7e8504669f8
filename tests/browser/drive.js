/* drive.js - sorts, switches, chooses, searches and prints, as a person would; each step says what it saw. */
const points = all('canvas.points')[0];
const blank = Object.assign(el('canvas'), { width: points.width, height: points.height });
const ink = () => {
  theMap.flush();
  return points.toDataURL();
};
saw('drawn', ink() !== blank.toDataURL() ? 'yes' : 'no');

const order = () =>
  all('#reps tbody tr')
    .map((row) => row.dataset.rep)
    .join('');
const fte = all('#reps thead th').find((head) => head.textContent === 'FTE');
fte.firstChild.click();
saw('down', fte.getAttribute('aria-sort') + order());
fte.firstChild.click();
saw('up', fte.getAttribute('aria-sort') + order());

const before = ink();
all('input[value=before]')[0].click();
saw('switched', ink() !== before ? 'yes' : 'no');
all('input[value=plan]')[0].click();
const colour = (id) => {
  byId('colour').value = id;
  byId('colour').dispatchEvent(new Event('change', { bubbles: true }));
};
colour('moved');
saw('moved', ink() !== before ? 'yes' : 'no');
colour('rep');
saw('back', ink() === before ? 'yes' : 'no');

all('#reps tr[data-rep="2"] .rep')[0].click();
saw('card', all('#card h3')[0].textContent);
saw('row', all('#reps tr.chosen')[0].dataset.rep);
saw('listed', all('.list .row').length);
saw('zoomed', ink() !== before ? 'yes' : 'no');
document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
saw('released', all('#reps tr.chosen').length);

byId('find').value = 'r003';
byId('find').dispatchEvent(new Event('input'));
saw('found', all('#found [role=option]').map((item) => item.textContent).join());
byId('find').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
saw('taken', all('#card h3')[0].textContent);

dispatchEvent(new Event('beforeprint'));
dispatchEvent(new Event('afterprint'));
saw('paths', all('path.territory').length);
