import { giveOnPremABadDay } from '../company.js';
import type { Chapter } from '../demo.js';
import { say } from '../narrate.js';

export const connect: Chapter = {
  title: 'Connect two Retool organizations',
  async play({ company, run }) {
    giveOnPremABadDay(company);
    for (const account of company.accounts) {
      const token = account.name === 'acme-cloud' ? account.tokens.full : account.tokens.write;
      const host = account.baseUrl.replace(/\/api\/v2$/, '');
      const args = ['account', 'add', account.name, '--host', host, '--every', '15m', '--write', '--token-stdin'];
      await run(args, { input: token });
    }
    say('\n  Both have a higher rate limit than the usual 300 points a minute, which would make this demo wait.');
    for (const { name } of company.accounts)
      await run(['account', 'set', name, '--rate-limit', '1800'], { show: 'nothing' });
  },
};
