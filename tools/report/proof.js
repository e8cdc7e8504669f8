/* proof.js - how good the plan is, in words for someone who never heard of a dual price. */
'use strict';

const proof = plan.proof;
const cost = plan.plan.total;
const pureTravel = Math.abs(cost - plan.plan.travel) <= 1e-9 * Math.max(1, cost);
const withUnit = (x) => (pureTravel ? travelled(x) : amount(x));

function costSentence() {
  const travel = travelUnit === 'h' ? `${amount(plan.plan.travel)} hours` : travelled(plan.plan.travel);
  if (pureTravel) return `The plan costs ${travel} of travel ${period}.`;
  const parts = [
    ['disruption', `for ${unitWord}s that change hands`],
    ['deviation', 'for loads off their share'],
    ['misfit', 'for reps outside their segment'],
    ['border', 'for borders between territories'],
  ]
    .filter(([key]) => plan.plan[key] > 0)
    .map(([key, words]) => `, ${amount(plan.plan[key])} ${words}`);
  return `The plan costs ${amount(cost)} ${period}: ${travel} of travel${parts.join('')}.`;
}

function boundSentence() {
  if (!proof)
    return 'It was judged as it stands, not searched for, so nothing is said about how far it is from the best.';
  if (proof.status === 'optimal')
    return 'No plan that keeps your rules costs less: this is proven to be the best there is.';
  if (proof.bound === null)
    return 'No lower bound was proven, so nothing is said about how far it is from the best.';
  const floor = `No plan that keeps your rules can cost less than ${withUnit(proof.bound)}.`;
  if (proof.gap === null || !plan.plan.within_rules) return floor;
  const left = `could save at most ${gapText(proof.gap)} of it, ${withUnit(cost - proof.bound)}.`;
  return `${floor} So whoever searched, and however long, ${left}`;
}

function rulesSentence() {
  if (plan.plan.within_rules)
    return (
      'All rules are kept. A second part of the program, which shares nothing with the search, recomputed every ' +
      'figure from the assignment alone.'
    );
  const tried = 'No plan within all rules was found, and none was ruled out; this one comes nearest.';
  return `A rule is broken: ${plan.plan.first_fault}. ${proof && proof.status === 'violated' ? tried : ''}`;
}

/* What is wrong with the current plan, by the rules that it breaks most visibly. */
function currentFaults() {
  const off = plan.rules
    .filter((rule) => rule.worst_before > rule.tolerance * (1 + 1e-9))
    .map((rule) => `${rule.name} is ${percent(rule.worst_before, 0)} off (${percent(rule.tolerance, 0)} allowed)`);
  return off.length ? off.join(', ') : plan.current.first_fault;
}

/* Like with like: only units that have a rep today can be compared. */
function currentSentence() {
  const now = plan.current;
  if (!now) return null;
  const saved = now.travel - now.travel_now;
  const share = now.travel > 0 ? ` (${percent(Math.abs(saved) / now.travel)})` : '';
  const who = now.units === nUnits ? 'The' : `For the ${count(now.units)} ${unitWord}s that have a rep today, the`;
  const rules = now.within_rules
    ? 'The current plan keeps the rules too.'
    : `The current plan does not keep the rules: ${currentFaults()}.`;
  return (
    `${who} current plan needs ${travelled(now.travel)} of travel and this one ${travelled(now.travel_now)}, ` +
    `${travelled(Math.abs(saved))} ${saved >= 0 ? 'less' : 'more'}${share}. ${rules}`
  );
}

function modelSentence() {
  if (plan.matrix) return 'Travel hours are those of the matrix that came with the plan.';
  if (plan.osrm) return `Travel hours are by road, there and back, as ${plan.osrm} answered.`;
  if (!theMap.hasPoints()) return null;
  const seat = reps.centre ? 'the centre of the territory (or the rep\u2019s home)' : 'the rep\u2019s home';
  if (travelUnit !== 'h')
    return `Travel is the great-circle distance from ${seat}${travelUnit === 'km' ? '' : ', squared'}${travelTimes}.`;
  return (
    `Travel is an estimate: a round trip from ${seat} for each visit, the great-circle distance times ` +
    `${plan.circuity} at ${plan.speed_km_h} km/h. Real tours string visits together, so treat savings as ` +
    'comparisons, not as a timesheet.'
  );
}

function howSentence() {
  const one = unitWord === 'region' ? 'a region' : 'an account';
  return (
    `Suppose each rep charged a toll for the load that ${one} brings: high where too many want to go, a bonus where ` +
    `too few do. Each ${unitWord} could then pick its cheapest rep alone, with no thought for the rules. Add up what ` +
    'that costs and give the tolls of the allowed loads back. No plan that keeps the rules can come out below this ' +
    `sum, since its own choices were open to every ${unitWord} too, and its tolls cancel. ambit looks for the tolls ` +
    `that lift this floor highest, over all ${count(proof.pairs)} pairs of ${unitWord} and rep that your rules allow` +
    (proof.status === 'optimal' ? ', and then goes through what is left between the floor and the plan.' : '.')
  );
}

function drawProof() {
  const box = byId('proof'),
    p = (text, kind) => {
      if (text) box.append(el('p', kind ? { class: kind } : null, text));
    };
  p(`${costSentence()} ${boundSentence()}`, 'lead');
  p(currentSentence());
  p(rulesSentence(), plan.plan.within_rules ? null : 'warning');
  if (proof && proof.stopped)
    p('The search was stopped before its end. Plan and proof hold as they stand; a longer run may improve both.');
  if (proof && proof.bound !== null) {
    box.append(el('h3', null, 'How can anyone know that?'));
    p(howSentence());
  }
  p(modelSentence());
}

function drawEngines() {
  if (!proof || !proof.contributions.length) return;
  const head = ['What did the work', 'Effort', 'Best plan after it', 'Floor after it'];
  const brief = travelTimes ? amount : withUnit; /* a long unit would not fit into the table */
  const row = (c) =>
    el(
      'tr',
      null,
      el('th', { scope: 'row' }, c.name),
      el('td', { class: 'number' }, `${count(c.effort)} ${c.effort === 1 ? c.unit.replace(/s$/, '') : c.unit}`),
      el('td', { class: 'number' }, c.cost === null ? 'none yet' : brief(c.cost)),
      el('td', { class: 'number' }, c.bound === null ? 'none yet' : brief(c.bound)),
    );
  byId('engines').append(
    el(
      'table',
      { class: 'engines' },
      el(
        'thead',
        null,
        el('tr', null, ...head.map((title, k) => el('th', { scope: 'col', class: k ? 'number' : null }, title))),
      ),
      el('tbody', null, ...proof.contributions.map(row)),
    ),
  );
  if (proof.engine) byId('engines').append(el('p', { class: 'muted' }, `Engine: ${proof.engine}.`));
}
