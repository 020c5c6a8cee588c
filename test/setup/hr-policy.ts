/** Two departments with a group each, and moves without an overlap. */
export const twoDepartments = `version: 1
default_time_zone: UTC
moves: { overlap: 0h }
matching: all
rules:
  - { name: finance, when: { department: Finance }, in: '*', groups: [Finance Editors] }
  - { name: sales, when: { department: Sales }, in: '*', groups: [Sales Viewers] }
`;
