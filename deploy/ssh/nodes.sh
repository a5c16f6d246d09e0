#!/usr/bin/env bash
# Starts and stops node agents on machines that you reach by SSH, with nothing installed there but the .NET runtime.
#
#   nodes.sh copy   FOLDER MACHINE…                        what deploy/publish.sh wrote there, to ~/experiments on each
#   nodes.sh start  HOST:PORT MACHINE… [-- OPTION…]        one agent each, with GpuNode's options after --
#   nodes.sh status MACHINE…
#   nodes.sh stop   MACHINE…                               each checkpoints its trials, hands them back and leaves
#
# A machine is what ssh takes: a name of ~/.ssh/config, or USER@ADDRESS. SSH_OPTIONS="-p 2222" in the environment is given to ssh. Variables of the agents (EXPERIMENTS_TLS,
# EXPERIMENTS_TOKEN_FILE, EXPERIMENTS_DATASETS) are read from ~/experiments/node.env there, one NAME=VALUE a line.
set -euo pipefail

usage() { sed -n '4,7s/^# *//p' "$0" >&2; exit 2; }

# shellcheck disable=SC2086 # several options
remote() { ssh -o BatchMode=yes ${SSH_OPTIONS:-} "$@"; }

# Runs on the machine, as `bash -s -- COMMAND …`.
on_machine() {
  cat <<'MACHINE'
set -euo pipefail
cd ~/experiments
mkdir -p data
# Not only the number: it may have been given to another process since.
alive() { [ -s data/pid ] && [ "$(cat "/proc/$(cat data/pid)/comm" 2>/dev/null)" = GpuNode ]; }
case $1 in
  start)
    if alive; then echo "runs already, as process $(cat data/pid)"; exit 0; fi
    join=$2
    shift 2
    # Its address on the way to the orchestrator is the one by which the orchestrator reaches it.
    case " $* " in
      *" --host "*) ;;
      *)
        head=$(getent ahostsv4 "${join%%:*}" | head -n 1 | cut -d' ' -f1)
        set -- --host "$(ip -o route get "$head" | sed -n 's/.* src \([0-9.]*\).*/\1/p')" "$@"
        ;;
    esac
    set -a
    [ ! -f node.env ] || . ./node.env
    set +a
    # A session of its own: the agent outlives this connection.
    setsid nohup GpuNode/GpuNode --join "$join" --name "$(hostname)" --data data "$@" >>data/agent.log 2>&1 </dev/null &
    echo $! >data/pid
    sleep 2
    if ! alive; then tail -n 3 data/agent.log >&2; exit 1; fi
    echo "started as process $(cat data/pid)"
    ;;
  status)
    if alive; then echo "runs as process $(cat data/pid)"; tail -n 1 data/agent.log; else echo "does not run"; fi
    ;;
  stop)
    if ! alive; then echo "does not run"; exit 0; fi
    kill -TERM "$(cat data/pid)"
    # One signal: on a second the agent would end at once. It gives up by itself after 75 seconds.
    for _ in $(seq 90); do
      if ! alive; then rm data/pid; echo "stopped"; exit 0; fi
      sleep 1
    done
    echo "process $(cat data/pid) does not stop" >&2
    exit 1
    ;;
esac
MACHINE
}

# A running agent starts trainers from these files.
# shellcheck disable=SC2016 # expands there
unpack='set -e
  mkdir -p experiments && cd experiments
  if [ -s data/pid ] && [ "$(cat "/proc/$(cat data/pid)/comm" 2>/dev/null)" = GpuNode ]; then echo "runs; stop it first" >&2; exit 1; fi
  rm -rf Orchestrator GpuNode Experiments
  tar -x
  echo copied'

[ $# -ge 2 ] || usage
command=$1
shift
case $command in
  copy | start) target=$1; shift ;;
  status | stop) ;;
  *) usage ;;
esac
machines=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do machines+=("$1"); shift; done
[ $# -eq 0 ] || shift
[ ${#machines[@]} -gt 0 ] || usage

failed=0
for machine in "${machines[@]}"; do
  printf '%s: ' "$machine"
  case $command in
    copy) tar -C "$target" -c . | remote "$machine" "$unpack" || failed=1 ;;
    # ssh hands the machine's shell one line: what has a special meaning there is quoted.
    start) on_machine | remote "$machine" "$(printf '%q ' bash -s -- start "$target" "$@")" || failed=1 ;;
    *) on_machine | remote "$machine" "bash -s -- $command" || failed=1 ;;
  esac
done
exit "$failed"
