import { afterAll, beforeAll, expect, it } from 'vitest';
import { countWorkers } from '../../../store/intake/count-workers.js';
import { fact, type Intake, openIntake } from '../../setup/intake.js';

let intake: Intake;

beforeAll(async () => {
  intake = await openIntake();
});
afterAll(() => intake.close());

it('counts for the breaker who has an employment in force, and nobody whom HR does not have at work (5.12)', async () => {
  const count = () => countWorkers(intake.store.db, new Date());
  const [hr, okta] = [
    await intake.connection(),
    await intake.connection('okta', { adapter: 'okta', sourceKind: 'idp' }),
  ];
  await intake.hear(okta, fact('access_suspended', '00u1', 0));
  expect(await count()).toBe(0);
  await intake.hear(hr, fact('hired', 'E-1', -100), fact('hired', 'E-2', -100), fact('terminated', 'E-2', 30));
  await intake.hear(hr, fact('hired', 'E-3', -100), fact('access_suspended', 'E-3', 0));
  expect(await count()).toBe(3);
  await intake.hear(hr, fact('hired', 'E-4', 30), fact('hired', 'E-5', 30), fact('hire_cancelled', 'E-5', 30));
  await intake.hear(hr, fact('hired', 'E-6', -100), fact('terminated', 'E-6', -1));
  expect(await count()).toBe(3);
});
