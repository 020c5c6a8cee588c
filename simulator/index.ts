export type { AccountSpec, LatencySpec, Plan, RateLimitSpec } from './account-spec.js';
export { assumptions, type Assumption, type Behaviour } from './assumptions.js';
export type { Fault, FaultRule, Faults } from './faults.js';
export type { Journal, JournalEntry } from './journal.js';
export { profileNames, type ProfileName } from './profiles.js';
export type { Clock } from './clock.js';
export { describeAccount } from './control-api.js';
export type { SimulatedAccount } from './simulated-account.js';
export { startSimulator, type Simulator, type SimulatorOptions } from './start-simulator.js';
