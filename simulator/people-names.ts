import type { Random } from './random.js';

const firstNames =
  'Aisha Alejandro Amara Anders Anya Beatriz Benoît Björn Camila Chiara Chloé Dario Deepa Diego Dmitri Elif Emeka Esther Farid Fatima Felix Gabriela Giorgos Hana Helga Hiro Idris Ingrid Isabel Ivan Jamal Jana João Jonas Kaito Karin Katya Kofi Laila Lars Leila Liam Lucía Magnus Maria Marta Mateo Mei Milan Mina Nadia Naomi Nia Noor Olga Omar Oskar Paulo Petra Priya Rafael Ravi Rosa Ruth Sami Sanna Selim Sofia Stefan Sunita Tadeo Tariq Thandi Theo Tomás Ulrike Uma Valentin Vera Viktor Wanjiru Xavier Yara Yusuf Zainab Zoë'.split(
    ' ',
  );

const lastNames =
  'Abebe Adeyemi Almeida Andersson Antonova Aydın Bakker Banerjee Baptiste Becker Bianchi Borg Castillo Chen Cohen Costa Dahl Demir Diallo Dubois Eriksen Farah Fernández Fischer Fontaine García Ghosh Haddad Hansen Hoffmann Horvat Ibrahim Ito Ivanova Jansen Jensen Kamau Kapoor Keller Khan Kovács Kowalska Kumar Larsen Lehmann Lima Lindqvist Lopez Mbeki Mensah Meyer Molina Moreau Müller Mwangi Nakamura Nasser Novak Nowak Oduya Okonkwo Olsen Osei Park Patel Pereira Petrov Popescu Quispe Ramos Rossi Rossetti Sato Schneider Sharma Silva Singh Sørensen Suzuki Tanaka Torres Ueda Vargas Vasquez Virtanen Wagner Weber Wójcik Yamamoto Yilmaz Zhang Ziegler'.split(
    ' ',
  );

export interface PersonName {
  firstName: string;
  lastName: string;
  /** `zoe.sorensen` for Zoë Sørensen. */
  mailbox: string;
}

const firstParts = firstNames.map(toMailboxPart);
const lastParts = lastNames.map(toMailboxPart);

export function drawName(random: Random): PersonName {
  const first = random.below(firstNames.length);
  const last = random.below(lastNames.length);
  return {
    firstName: firstNames[first] as string,
    lastName: lastNames[last] as string,
    mailbox: `${firstParts[first] as string}.${lastParts[last] as string}`,
  };
}

function toMailboxPart(name: string): string {
  const plain = name
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '');
  return plain
    .replace(/ø/g, 'o')
    .replace(/ı/g, 'i')
    .replace(/ł/g, 'l')
    .replace(/[^a-z]/g, '');
}

const departments =
  'Finance Sales Support Marketing Legal Operations Logistics Security Data Platform People Procurement Research Design Facilities Compliance Risk Treasury Payroll Partners'.split(
    ' ',
  );

const roles = [
  { name: 'Editors', app: 'edit', workflow: 'edit' },
  { name: 'Viewers', app: 'use', workflow: 'none' },
  { name: 'Leads', app: 'own', workflow: 'own' },
  { name: 'Analysts', app: 'use', workflow: 'use' },
  { name: 'Builders', app: 'edit', workflow: 'own' },
  { name: 'Reviewers', app: 'use', workflow: 'none' },
] as const;

/** The name and rights of the company's nth group: Finance Editors, Sales Viewers, … and further numbers. */
export function companyGroup(index: number): { name: string; app: string; workflow: string } {
  const lap = Math.floor(index / departments.length);
  const department = departments[index % departments.length];
  const role = roles[((index % departments.length) + lap) % roles.length];
  if (!department || !role) throw new Error('there is no such group');
  const round = Math.floor(lap / roles.length);
  const suffix = round === 0 ? '' : ` ${round + 1}`;
  return { name: `${department} ${role.name}${suffix}`, app: role.app, workflow: role.workflow };
}
