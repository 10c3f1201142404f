#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""count-tests.py TESTLOG.json [AGAIN.json]: prints the output of each test of a meson run that
failed, and last "N passed, N failed". A TAP test counts by its subtests, any other as one. What
was skipped failed, and so did a TAP test that ended badly although its subtests passed. Fails if
anything did, or if nothing ran. In the second log are tests that were run again: they count by
that, and what they said the first time is printed all the same.

count-tests.py --failed TESTLOG.json: the names of the tests that failed, one a line.
count-tests.py --self-test: shows all that on made-up logs."""

import io
import json
import os
import re
import sys
import tempfile

PLAN = re.compile(r'^\s*1\.\.\d+', re.MULTILINE)
RESULT = re.compile(r'^(\s*)(not )?ok\b(.*)$', re.MULTILINE)
SKIP_OR_TODO = re.compile(r'#\s*(SKIP|TODO)', re.IGNORECASE)


def count_tap(output):
    """Passed and failed subtests. The line behind deeper ones only sums them up."""
    passed, failed, depth = 0, 0, 0
    for indent, negation, rest in RESULT.findall(output):
        sums_up = len(indent) < depth
        depth = len(indent)
        if sums_up:
            continue
        if negation or SKIP_OR_TODO.search(rest):
            failed += 1
        else:
            passed += 1
    return passed, failed


def count(test):
    output = test.get('stdout') or ''
    is_good = test['result'] == 'OK'
    if not PLAN.search(output):
        return (1, 0) if is_good else (0, 1)
    passed, failed = count_tap(output)
    if failed == 0 and (passed == 0 or not is_good):
        failed = 1
    return passed, failed


def read(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding='utf-8', errors='replace') as log:
        return [json.loads(line) for line in log if line.strip()]


def list_failed(path, out):
    for test in read(path):
        if count(test)[1]:
            print(test['name'].rpartition(' / ')[2], file=out)


def report(path, again, out):
    """Writes the report and returns the exit status."""
    passed, failed = 0, 0
    second = {test['name']: test for test in again}
    for test in read(path):
        last = second.get(test['name'], test)
        good, bad = count(last)
        passed += good
        failed += bad
        for run in (test,) if last is test else (test, last):
            if count(run)[1]:
                print(f'\n=== {run["name"]}: {run["result"]} ===', file=out)
                for stream in ('stdout', 'stderr'):
                    if run.get(stream):
                        print(run[stream].rstrip('\n'), file=out)
        if last is not test and not bad:
            print(f'\n=== {test["name"]}: OK when it was run again alone ===', file=out)
    print(f'\n{passed} passed, {failed} failed', file=out)
    return 0 if passed and not failed else 1


CASES = [
    ('plain', [('OK', '')], '1 passed, 0 failed', 0),
    ('plain failure', [('OK', ''), ('FAIL', 'broken')], '1 passed, 1 failed', 1),
    ('skipped', [('OK', ''), ('SKIP', '')], '1 passed, 1 failed', 1),
    ('timeout', [('TIMEOUT', '')], '0 passed, 1 failed', 1),
    ('nothing', [], '0 passed, 0 failed', 1),
    ('no log', None, '0 passed, 0 failed', 1),
    ('TAP', [('OK', '1..3\nok 1 a\nok 2 b\nok 3 c\n')], '3 passed, 0 failed', 0),
    ('TAP failure', [('FAIL', '1..2\nok 1 a\nnot ok 2 b\n')], '1 passed, 1 failed', 1),
    ('TAP skip', [('OK', '1..2\nok 1 a\nok 2 b # SKIP no display\n')], '1 passed, 1 failed', 1),
    ('TAP crash', [('ERROR', '1..3\nok 1 a\nok 2 b\n')], '2 passed, 1 failed', 1),
    ('TAP empty', [('OK', '1..0 # SKIP all\n')], '0 passed, 1 failed', 1),
    ('TAP nested', [('OK', 'TAP version 14\n1..1\n    1..2\n    ok 1 a\n    ok 2 b\nok 1 all\n')],
     '2 passed, 0 failed', 0),
]


def entry(name, result, output):
    return {'name': f'tapline:some / {name}', 'result': result, 'stdout': output}


def self_test():
    for name, tests, last_line, status in CASES:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'testlog.json')
            if tests is not None:
                with open(path, 'w', encoding='utf-8') as log:
                    for number, (result, output) in enumerate(tests):
                        log.write(json.dumps(entry(f'{number}', result, output)) + '\n')
            out = io.StringIO()
            got = report(path, [], out)
            lines = out.getvalue().splitlines()
            assert (lines[-1], got) == (last_line, status), (name, lines, got)
            if any(output == 'broken' for _, output in tests or []):
                assert 'broken' in lines, lines
                out = io.StringIO()
                list_failed(path, out)
                assert out.getvalue() == '1\n', out.getvalue()
                # Run again, with either result: the first one stays visible.
                for result, last_line, status in (('OK', '2 passed, 0 failed', 0),
                                                  ('FAIL', '1 passed, 1 failed', 1)):
                    out = io.StringIO()
                    got = report(path, [entry('1', result, '')], out)
                    lines = out.getvalue().splitlines()
                    assert (lines[-1], got) == (last_line, status), (lines, got)
                    assert 'broken' in lines, lines


if __name__ == '__main__':
    if sys.argv[1:] == ['--self-test']:
        self_test()
    elif sys.argv[1] == '--failed':
        list_failed(sys.argv[2], sys.stdout)
    else:
        sys.exit(report(sys.argv[1], [t for path in sys.argv[2:] for t in read(path)], sys.stdout))
