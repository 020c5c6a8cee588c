import { zone } from './calendar.js';

/** Two departments, what they get, and who is asked. */
export const policy = `version: 1
default_time_zone: ${zone}

approvals:
  offboard: always

moves:
  overlap: 3s # days, in life

matching: all
rules:
  - name: everybody at work
    when: everybody
    in: '*'
    groups: [viewer]
  - name: finance
    when: { department: Finance }
    in: '*'
    groups: [Finance Editors]
  - name: sales
    when: { department: Sales }
    in: '*'
    groups: [Sales Viewers]
`;
