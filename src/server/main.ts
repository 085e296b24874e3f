import { createEngine } from '../engine/engine';
import { engineProcess } from './engineProcess';

engineProcess(createEngine);
