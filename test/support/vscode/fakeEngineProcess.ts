import { engineProcess } from '../../../src/server/engineProcess';
import { createFakeEngine } from './fakeEngine';

if (process.env['FAKE_ENGINE'] === 'dies') process.exit(3);
engineProcess(createFakeEngine);
