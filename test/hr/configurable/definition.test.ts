import { describe, expect, it } from 'vitest';
import { HrDefinitionError } from '../../../hr/configurable/definition-error.js';
import { readDefinition } from '../../../hr/configurable/read-definition.js';

const least = `version: 1
auth: { kind: bearer }
when: [{ path: /event, equals: left, type: hr.worker.terminated }]
map: { worker.externalId: /id }
`;

function problemsIn(text: string): string[] {
  try {
    readDefinition(text, 'd.yaml');
  } catch (error) {
    if (error instanceof HrDefinitionError) return error.message.split('\n');
    throw error;
  }
  return [];
}

/** The least definition with one of its lines written anew. */
const withLine = (line: number, text: string) =>
  least
    .split('\n')
    .toSpliced(line - 1, 1, text)
    .join('\n');

describe('a definition', () => {
  it('needs auth, a rule, and the place of the id of a worker', () => {
    expect(problemsIn(least)).toEqual([]);
    expect(problemsIn('version: 1')).toEqual([
      'd.yaml:1:1 auth is missing, or not an object',
      'd.yaml:1:1 when is missing, or not a list',
      'd.yaml:1:1 map is missing, or not an object',
    ]);
  });

  it.each([
    [
      withLine(2, 'auth: { kind: none }'),
      'd.yaml:2:15 auth.kind has to have a kind: hmac, bearer, basic, static-header, standard-webhooks',
    ],
    [withLine(2, 'auth: { kind: hmac }'), 'd.yaml:2:7 auth.header is missing, or not a text'],
    [withLine(2, 'auth: { kind: hmac, header: x y }'), 'd.yaml:2:29 auth.header is not the name of a header'],
    [
      withLine(2, 'auth: { kind: hmac, header: x, algorithm: md5 }'),
      'd.yaml:2:43 auth.algorithm is not one of sha256, sha384, sha512',
    ],
    [
      withLine(2, 'auth: { kind: hmac, header: x, signed: [POST] }'),
      "d.yaml:2:40 auth.signed has to have '{body}' once",
    ],
    [withLine(2, 'auth: { kind: hmac, header: x, timestamp: T }'), "d.yaml:2:7 auth.signed has to have '{header:t}'"],
    [withLine(2, "auth: { kind: basic, username: 'a:b' }"), 'd.yaml:2:32 auth.username does not have the right form'],
    [withLine(2, 'auth: { kind: bearer, token: s3cret }'), 'd.yaml:2:23 auth has a key that is not known: token'],
    [
      withLine(3, 'when: [{ path: event, equals: a, type: hr.worker.hired }]'),
      'd.yaml:3:16 when[0].path is not a place in the message: /data/id from the top, ./id from an entry of each',
    ],
    [withLine(3, 'when: [{ path: /a, type: hr.worker.hired }]'), 'd.yaml:3:8 when[0] has to have either equals or is'],
    [withLine(3, 'when: [{ path: /a, is: present }]'), 'd.yaml:3:8 when[0] has to have either type or ignore: true'],
    [
      withLine(3, 'when: [{ path: /a, is: present, type: fired }]'),
      /^d.yaml:3:39 when\[0\].type is no type of event: hr.worker.hired, /,
    ],
    [withLine(3, 'when: []'), 'd.yaml:3:7 when is shorter than 1'],
    [withLine(4, 'map: { worker.workEmail: /mail }'), 'd.yaml:4:6 map has to have worker.externalId'],
    [
      withLine(4, 'map: { worker.externalId: /id, worker.workMail: /m }'),
      'd.yaml:4:49 map.worker.workMail is no place in an event: did you mean worker.workEmail?',
    ],
    [withLine(4, 'map: { worker.externalId: /id, __proto__: /m }'), /^d.yaml:4:32 this cannot be a key/],
    [
      withLine(4, 'map: { worker.externalId: { path: /id, as: eval } }'),
      /^d.yaml:4:44 map.worker.externalId.as is none/,
    ],
    [
      withLine(4, 'map: { worker.externalId: { path: /id, value: x } }'),
      'd.yaml:4:27 map.worker.externalId has to have either path or value',
    ],
    [
      withLine(4, 'map: { worker.externalId: "$.id" }'),
      /^d.yaml:4:27 map.worker.externalId.path is neither a place in the message nor a list/,
    ],
    [withLine(4, 'map: { worker.externalId: /a~2 }'), /^d.yaml:4:27 map.worker.externalId.path is neither/],
    [`${least}otherwise: drop`, 'd.yaml:5:12 otherwise is not one of quarantine, ignore'],
    [`${least}script: x`, 'd.yaml:5:1 has a key that is not known: script'],
    [`${least}\tx: 1`, /^d.yaml:5:1 a tab is not allowed in front/],
  ])('is refused with the place and the reason: %j', (text, problem) => {
    expect(problemsIn(text)[0]).toEqual(problem instanceof RegExp ? expect.stringMatching(problem) : problem);
  });

  it('has its problems listed in the order of the file', () => {
    const text =
      'otherwise: x\nversion: 2\nauth: { kind: bearer }\nmap: {}\nwhen: [{ path: a, equals: b, ignore: true }]';
    expect(problemsIn(text).map((line) => line.split(' ')[0])).toEqual(['d.yaml:1:12', 'd.yaml:2:10', 'd.yaml:5:16']);
  });
});
