/* saw.js - put before each driver: saw(key, value) leaves a note on the root element, where the test reads it. */
'use strict';

const saw = (key, value) => {
  document.documentElement.dataset[key] = value;
};
const all = (selector) => [...document.querySelectorAll(selector)];
