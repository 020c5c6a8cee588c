import { describe, expect, it } from 'vitest';
import { explainError } from '../../cli/explain-error.js';
import { explainUsage } from '../../cli/explain-usage.js';
import { EnvironmentError, FailedError, UsageError } from '../../cli/exit.js';
import { ConfigError } from '../../config/config-error.js';
import { RetoolUnavailableError } from '../../retool/retool-error.js';

const withCode = (code: string) => Object.assign(new Error('raw words of the driver'), { code });

describe('an error that ends a command', () => {
  it('is one line: what is wrong, then what to do', () => {
    expect(explainError(new UsageError('"soon" is no interval.', 'Write --every 1h.'))).toEqual({
      line: '"soon" is no interval. Write --every 1h.',
      exitCode: 2,
    });
  });

  it('gives 1 when the answer is no, 2 when nothing could be asked', () => {
    expect(explainError(new FailedError('No sync is held.')).exitCode).toBe(1);
    expect(explainError(new EnvironmentError('Nothing runs here yet.')).exitCode).toBe(2);
  });

  it('names every setting that is wrong on the same line', () => {
    const error = new ConfigError([
      { name: 'DATABASE_URL', problem: 'is no address', remedy: 'Write postgres://….' },
      { name: 'STEWARD_CODEC_PORT', problem: 'is no port', remedy: 'Give a number.' },
    ]);
    expect(explainError(error).line).toBe(
      'DATABASE_URL is no address. Write postgres://…. · STEWARD_CODEC_PORT is no port. Give a number.',
    );
  });

  it.each([
    ['ECONNREFUSED', 'PostgreSQL does not answer'],
    ['28P01', 'refused the user or password'],
    ['3D000', 'the database does not exist'],
    ['25006', 'takes no writes'],
    ['42501', 'Grant it the rights'],
    ['42P01', 'Run: steward setup'],
    ['53300', 'no connection left'],
  ])('tells what %s of PostgreSQL means', (code, words) => {
    const { line, exitCode } = explainError(withCode(code));
    expect(line).toContain(words);
    expect(line).not.toContain('raw words');
    expect(exitCode).toBe(2);
  });

  it('says in plain words that Temporal went away under a worker that starts', () => {
    const { line, exitCode } = explainError(Object.assign(new Error('tonic::transport'), { name: 'TransportError' }));
    expect([line, exitCode]).toEqual([expect.stringMatching(/^Temporal stopped answering [^:]+$/), 2]);
  });

  it('looks into the many errors of one failed connection', () => {
    expect(explainError(new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')])).line).toContain(
      'PostgreSQL does not answer (ECONNREFUSED)',
    );
  });

  it.each([
    ['57P01', {}, 1],
    ['ECONNRESET', { syscall: 'read' }, 1],
    ['ETIMEDOUT', { syscall: 'connect' }, 2],
  ])('gives 2 for %s %j of PostgreSQL only when no connection had been open', (code, more, exitCode) => {
    expect(explainError(Object.assign(withCode(code), more)).exitCode).toBe(exitCode);
  });

  it('gives 1 when Retool fails in the middle of a command', () => {
    const error = new RetoolUnavailableError({ method: 'GET', template: '/users' }, 503, undefined);
    const { line, exitCode } = explainError(error);
    expect(line).toMatch(/^Retool did not answer as it should: /);
    expect(exitCode).toBe(1);
  });

  it('asks to report what is not foreseen, with 1: something may have been changed', () => {
    expect(explainError(new TypeError('x is not a function'))).toEqual({
      line: 'TypeError: x is not a function. This is not foreseen: run it again with --debug and report what it shows.',
      exitCode: 1,
    });
    expect(explainError('no error at all').exitCode).toBe(1);
  });
});

describe('a complaint about the command line', () => {
  it('is one line with where to look', () => {
    expect(explainUsage("error: unknown option '--acount'\n(Did you mean --account?)\n")).toBe(
      "Unknown option '--acount' (Did you mean --account?) See the same command with --help.",
    );
  });

  it('does not repeat a token that was given as an argument', () => {
    const said = explainUsage("error: unknown option '--token=retool_01secret'\n");
    expect(said).toContain('Use --token-stdin');
    expect(said).not.toContain('secret');
    expect(explainUsage("error: unknown option '--key=retool_01secret'\n")).not.toContain('secret');
  });
});
