#!/usr/bin/env bash
# Publishes the programs side by side, where they find each other: FOLDER/Orchestrator, FOLDER/GpuNode, FOLDER/Experiments (the trainer). Machines that run them need the .NET
# runtime of global.json's version, and the orchestrator's ASP.NET Core.
#
#   publish.sh FOLDER [PROGRAM…]        all three, or those that are named
#
#   ACCELERATOR=cuda   a trainer for CUDA devices, of several gigabytes
#   COMMIT=…           the commit that runs are tagged with, where there is no .git to ask
set -euo pipefail

usage() { echo "usage: $0 FOLDER [Orchestrator] [GpuNode] [Experiments]" >&2; exit 2; }
[ $# -gt 0 ] || usage
folder=$(realpath -m "$1")
shift
[ $# -gt 0 ] || set -- Orchestrator GpuNode Experiments
accelerator=${ACCELERATOR:-cpu}
# Only the packages of the processor's trainer are locked.
locked=true
[ "$accelerator" = cpu ] || locked=false

cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
for program in "$@"; do
  case $program in
    Orchestrator | GpuNode | Experiments) ;;
    *) usage ;;
  esac
  dotnet publish "$program" -c Release -o "$folder/$program" -v quiet \
    -p:Accelerator="$accelerator" -p:RestoreLockedMode="$locked" ${COMMIT:+-p:SourceRevisionId="$COMMIT"}
done

# A trainer's first start marks its library as loadable on older systems (docs/decisions/0002); later its folder may be read-only.
if [ -x "$folder/Experiments/Experiments" ]; then
  "$folder/Experiments/Experiments" describe --output /dev/null
fi
