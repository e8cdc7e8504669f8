'use strict';
// The deals of us-field-force: opportunities.csv, stages.csv and forecasts.csv, made from its accounts.csv.
//
// What is open on 1 November 2026 and what has closed in the fourteen months before, with the flaws of a real export:
// deals past their expected close, deals of reps who have left, and some that wait for a rep with the vice president.

const fs = require('fs');
const path = require('path');
const { uniform, writeCsv } = require('./text');

const AS_OF = Date.UTC(2026, 10, 1);
const DAY = 24 * 3600 * 1000;
const STAGES = [
  { stage: 'Prospecting', probability: '5%', kind: 'open', qualified: 'no', share: 0.3 },
  { stage: 'Qualification', probability: '15%', kind: 'open', qualified: 'yes', share: 0.25 },
  { stage: 'Proposal', probability: '35%', kind: 'open', qualified: 'yes', share: 0.2 },
  { stage: 'Negotiation', probability: '60%', kind: 'open', qualified: 'yes', share: 0.15 },
  { stage: 'Commit', probability: '85%', kind: 'open', qualified: 'yes', share: 0.1 },
  { stage: 'Won', probability: '100%', kind: 'won', qualified: 'no' },
  { stage: 'Lost', probability: '0%', kind: 'lost', qualified: 'no' },
];
const QUARTERS = ['2026Q1', '2026Q2', '2026Q3'];

const dateOf = (daysFromNow) => new Date(AS_OF + daysFromNow * DAY).toISOString().slice(0, 10);

// No cell of accounts.csv is quoted but names, which come before any that is used here: cells are counted from the end.
function readAccounts(folder) {
  const [head, ...lines] = fs.readFileSync(path.join(folder, 'accounts.csv'), 'utf8').trimEnd().split('\n');
  const columns = head.split(',');
  const fromEnd = (name) => columns.length - columns.indexOf(name);
  return lines.map((line) => {
    const cells = line.split(',');
    const cell = (name) => cells[cells.length - fromEnd(name)];
    return { id: cells[0], opportunity: Number(cell('opportunity')), tier: cell('tier'), rep: cell('current_rep') };
  });
}

function stageOf(u) {
  for (const s of STAGES) {
    if (u < s.share) return s.stage;
    u -= s.share;
  }
  return 'Commit';
}

// Contracts of one to five years.
function amountOf(account, key) {
  return (account.opportunity * (1 + 4 * uniform(key + ':years'))).toFixed(2);
}

function openDeal(account, key) {
  const opened = -1 - Math.floor(300 * uniform(key + ':opened') ** 1.5);
  const closes = Math.max(opened + 14, Math.floor(450 * uniform(key + ':closes')) - 30);
  return { account_id: account.id, amount: amountOf(account, key), stage: stageOf(uniform(key + ':stage')),
    open_date: dateOf(opened), close_date: dateOf(closes), owner: account.rep || 'V01' };
}

function closedDeal(account, key) {
  const closed = -1 - Math.floor(425 * uniform(key + ':closed'));
  const won = uniform(key + ':won') < (account.tier === 'A' ? 0.32 : 0.27);
  return { account_id: account.id, amount: amountOf(account, key), stage: won ? 'Won' : 'Lost',
    open_date: dateOf(closed - 30 - Math.floor(150 * uniform(key + ':cycle'))), close_date: dateOf(closed),
    owner: account.rep };
}

function dealsOf(account) {
  const deals = [];
  const open = uniform(account.id + ':open');
  if (open < (account.rep ? 0.7 : 0.2)) deals.push(openDeal(account, account.id + ':1'));
  if (account.tier === 'A' && open < 0.5) deals.push(openDeal(account, account.id + ':2'));
  if (account.rep && uniform(account.id + ':history') < 0.35) deals.push(closedDeal(account, account.id + ':0'));
  return deals;
}

function forecasts(reps) {
  const rows = [];
  for (const rep of reps)
    for (const period of QUARTERS) {
      const actual = Math.round(80 + 80 * uniform(rep + period)) * 1000;
      const forecast = Math.round((actual * (0.85 + 0.4 * uniform(rep + period + ':said'))) / 1000) * 1000;
      rows.push({ rep_id: rep, period, forecast, actual });
    }
  return rows;
}

function makeDeals(folder) {
  const accounts = readAccounts(folder);
  const deals = accounts.flatMap(dealsOf);
  deals.forEach((deal, i) => {
    deal.opportunity_id = 'D' + String(i + 1).padStart(5, '0');
    deal.currency = 'USD';
  });
  const reps = [...new Set(accounts.map((a) => a.rep).filter(Boolean))].sort();
  writeCsv(path.join(folder, 'opportunities.csv'), ['opportunity_id', 'account_id', 'amount', 'currency', 'stage',
    'open_date', 'close_date', 'owner'], deals);
  writeCsv(path.join(folder, 'stages.csv'), ['stage', 'probability', 'kind', 'qualified'], STAGES);
  writeCsv(path.join(folder, 'forecasts.csv'), ['rep_id', 'period', 'forecast', 'actual'], forecasts(reps));
}

module.exports = { makeDeals };
