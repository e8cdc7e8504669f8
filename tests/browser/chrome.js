/* chrome.js - headless Chromium on a leash: opens a page, moves a real mouse and types on a real keyboard, asks the
 * page what it shows, takes pictures, and notes every line of the console and every request.
 *
 * It talks the DevTools protocol over two pipes (--remote-debugging-pipe), so nothing but node is needed. Nothing is
 * resolved, so whatever would be fetched fails and is noted. */
'use strict';
const { spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const OPTIONS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--no-first-run',
  '--hide-scrollbars',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--remote-debugging-pipe',
];
const KEYS = {
  ArrowDown: 40,
  ArrowUp: 38,
  ArrowLeft: 37,
  ArrowRight: 39,
  Enter: 13,
  Escape: 27,
  Tab: 9,
  Home: 36,
  End: 35,
  PageDown: 34,
  Backspace: 8,
};

const binary = () =>
  ['chromium', 'chromium-browser', 'google-chrome']
    .flatMap((name) => process.env.PATH.split(':').map((folder) => path.join(folder, name)))
    .find((file) => fs.existsSync(file));

/* Requests of the protocol in, answers and events out: texts of JSON, each ended by a NUL. */
class Wire {
  constructor(child) {
    this.out = child.stdio[3];
    this.waiting = new Map();
    this.listeners = [];
    this.last = 0;
    let rest = Buffer.alloc(0);
    child.stdio[4].on('data', (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (let end; (end = rest.indexOf(0)) >= 0; rest = rest.subarray(end + 1))
        this.take(JSON.parse(rest.toString('utf8', 0, end)));
    });
  }

  take(message) {
    const done = this.waiting.get(message.id);
    if (!done) {
      this.listeners.forEach((tell) => tell(message.method, message.params));
      return;
    }
    this.waiting.delete(message.id);
    if (message.error) done.reject(new Error(`${done.method}: ${message.error.message}`));
    else done.resolve(message.result);
  }

  send(method, params = {}, sessionId = undefined) {
    const id = ++this.last;
    this.out.write(JSON.stringify({ id, method, params, sessionId }) + '\0');
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject, method }));
  }
}

class Page {
  constructor(wire, session) {
    this.wire = wire;
    this.session = session;
    this.said = []; /* lines of the console, and errors */
    this.asked = []; /* addresses that were requested, but for the page itself */
    wire.listeners.push((method, params) => this.note(method, params));
  }

  send(method, params) {
    return this.wire.send(method, params, this.session);
  }

  note(method, params) {
    const words = () => params.args.map((a) => a.value || a.description).join(' ');
    if (method === 'Runtime.consoleAPICalled') this.said.push(words());
    if (method === 'Runtime.exceptionThrown') this.said.push(params.exceptionDetails.exception.description);
    if (method === 'Log.entryAdded') this.said.push(params.entry.text);
    const isRequest = method === 'Network.requestWillBeSent';
    if (isRequest && params.request.url !== this.address) this.asked.push(params.request.url);
    if (method === 'Page.loadEventFired' && this.loaded) this.loaded();
  }

  /* Resolves when the page has loaded and drawn itself. */
  async open(file) {
    this.address = 'file://' + path.resolve(file);
    await this.send('Performance.enable', { timeDomain: 'threadTicks' });
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await this.send(`${domain}.enable`);
    const loaded = new Promise((resolve) => {
      this.loaded = resolve;
    });
    await this.send('Page.navigate', { url: this.address });
    await loaded;
  }

  resize(width, height, ratio = 1) {
    return this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: ratio, mobile: false });
  }

  /* The value of an expression, which may be a promise. */
  async ask(expression) {
    const answer = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception.description || expression);
    return answer.result.value;
  }

  async mouse(type, x, y, count = 0) {
    await this.send('Input.dispatchMouseEvent', { type, x, y, button: count ? 'left' : 'none', clickCount: count });
  }

  async clickAt(x, y) {
    await this.mouse('mouseMoved', x, y);
    await this.mouse('mousePressed', x, y, 1);
    await this.mouse('mouseReleased', x, y, 1);
  }

  /* The middle of the first element that the selector finds, after scrolling it into view. */
  middleOf(selector) {
    return this.ask(`(() => {
      const found = document.querySelector(${JSON.stringify(selector)});
      if (!found) throw new Error('nothing is ' + ${JSON.stringify(selector)});
      found.scrollIntoView({ block: 'nearest', behavior: 'instant' });
      const box = found.getBoundingClientRect();
      return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    })()`);
  }

  async click(selector) {
    const { x, y } = await this.middleOf(selector);
    await this.clickAt(x, y);
  }

  async press(key) {
    const code = { key, windowsVirtualKeyCode: KEYS[key], text: key === 'Enter' ? '\r' : undefined };
    await this.send('Input.dispatchKeyEvent', { type: 'keyDown', ...code });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...code });
  }

  type(text) {
    return this.send('Input.insertText', { text });
  }

  /* How long the page is busy from an expression to the next picture, in milliseconds. */
  timed(expression) {
    return this.ask(`new Promise((done) => {
      const from = performance.now();
      ${expression};
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - from)));
    })`);
  }

  /* Processor time of the page's main thread so far, in milliseconds: it stands while others have the machine. */
  async cpu() {
    const { metrics } = await this.send('Performance.getMetrics');
    return 1000 * metrics.find((metric) => metric.name === 'TaskDuration').value;
  }

  async picture(file, whole = false) {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: whole });
    fs.writeFileSync(file, Buffer.from(data, 'base64'));
  }
}

/* Runs work(page) with a fresh browser, which is gone afterwards, whatever happens. */
async function withPage(work) {
  const program = binary();
  if (!program) throw new Error('no chromium here');
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'ambit-chrome-'));
  const child = spawn(program, [...OPTIONS, `--user-data-dir=${home}/profile`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOME: home },
    detached: true,
  });
  const wire = new Wire(child);
  try {
    const { targetInfos } = await wire.send('Target.getTargets');
    const { targetId } = targetInfos.find((target) => target.type === 'page');
    const { sessionId } = await wire.send('Target.attachToTarget', { targetId, flatten: true });
    return await work(new Page(wire, sessionId));
  } finally {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    wire.send('Browser.close').catch(() => {});
    const late = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), 5000);
    await gone;
    clearTimeout(late);
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

module.exports = { withPage, binary };
