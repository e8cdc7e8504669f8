#!/usr/bin/env node
'use strict';
// Writes the data files of instances/data/ anew, byte for byte the same on every run. See README.md here.

const path = require('path');
const { readCounties } = require('./counties');
const { makeTwelve } = require('./twelve');
const { makeFieldForce } = require('./field_force');
const { makeDeals } = require('./deals');
const { makeNorthCarolina } = require('./north_carolina');

const data = path.join(__dirname, '..', '..', '..', 'instances', 'data');
const counties = readCounties();

makeTwelve(path.join(data, 'twelve'));
makeFieldForce(path.join(data, 'us-field-force'), counties);
makeDeals(path.join(data, 'us-field-force'));
makeNorthCarolina(path.join(data, 'north-carolina'), counties);
