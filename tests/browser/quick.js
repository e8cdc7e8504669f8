/* quick.js - how long a click on a rep takes, at worst. */
let worst = 0;
for (const row of all('#reps .rep').slice(0, 20)) {
  const from = performance.now();
  row.click();
  worst = Math.max(worst, performance.now() - from);
  row.click();
}
saw('click', worst < 1000 ? 'quick' : 'slow');
saw('clickMs', Math.round(worst));
