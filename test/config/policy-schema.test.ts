import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../config/policy-file.js';
import { renderPolicySchema } from '../../config/policy-schema.js';
import { approvalFor } from '../../domain/policy/approval.js';
import { defaultPolicy } from '../../domain/policy/default-policy.js';

const root = new URL('../../', import.meta.url);
const manual = await readFile(new URL('docs/policy.md', root), 'utf8');
const example = /```yaml\n(.+?)```/s.exec(manual)?.[1] ?? '';

describe('the published schema', () => {
  it('is the one that files are checked with; "npm run build" writes it anew', async () => {
    expect(await readFile(new URL('steward.policy.schema.json', root), 'utf8')).toBe(renderPolicySchema());
  });

  it('describes every setting', () => {
    interface Node {
      description?: string;
      properties?: Record<string, Node>;
      items?: Node;
      additionalProperties?: Node | false;
    }
    /** The block of settings that a node is, or that it is a list or a table of. */
    const blockIn = (node: Node) =>
      [node, node.items, node.additionalProperties || undefined].find((n) => n?.properties);
    const undescribed = (block: Node, path: string): string[] =>
      Object.entries(block.properties ?? {}).flatMap(([key, node]) => {
        const below = blockIn(node);
        if (below) return undescribed(below, `${path}${key}.`);
        return node.description === undefined ? [`${path}${key}`] : [];
      });
    expect(undescribed(JSON.parse(renderPolicySchema()) as Node, '')).toEqual([]);
  });
});

describe('the example of the manual', () => {
  const { policy } = parsePolicy(example, 'example');

  it('is a good policy with every setting', () => {
    for (const key of Object.keys((JSON.parse(renderPolicySchema()) as { properties: object }).properties)) {
      expect(example).toMatch(new RegExp(`^${key}:`, 'm'));
    }
    expect(policy.exclusions).toHaveLength(2);
    expect(approvalFor(policy, { kind: 'offboard', isAdmin: true })?.escalation?.approvers).toEqual(['carla']);
    expect(Object.keys(policy.accounts)).toEqual(['acme-onprem', 'acme-cloud']);
  });

  it('has the defaults where the manual says so', () => {
    const { remindAfterMs, escalateAfterMs, paidSeat, adminGroup } = defaultPolicy.approvals;
    expect(policy.secondLook).toEqual(defaultPolicy.secondLook);
    expect(policy.removals).toEqual(defaultPolicy.removals);
    expect(policy.approvals).toMatchObject({ remindAfterMs, escalateAfterMs, paidSeat, adminGroup });
    expect(policy.onboarding).toEqual(defaultPolicy.onboarding);
    expect(policy.suspension).toEqual(defaultPolicy.suspension);
  });
});
