#!/usr/bin/env bash
# Tests everything in DataShare that needs a SQL Server, against a real server, and prints a report:
#
#   DATASHARE_TEST_MSSQL='Server=…;User ID=…;Password=…;TrustServerCertificate=true' tests/sqlserver-acceptance.sh
#
# The login needs the right to create databases and logins. Each test creates its own databases and drops them; nothing else
# on the server is changed. It takes an hour or two. Optional variables: ROUNDS (random contracts and files, default 1000),
# ROWS (rows of the measurements, default 1000000), REPORT (the report's file, default sqlserver-acceptance.md in the current
# folder). The exit code is 0 if every test that ran has passed and every mark was measured.
set -uo pipefail

if [[ -z "${DATASHARE_TEST_MSSQL:-}" ]]; then
  echo "Set DATASHARE_TEST_MSSQL to the connection string of a server, then run: $0" >&2
  exit 1
fi

report=$(realpath -m "${REPORT:-sqlserver-acceptance.md}")
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
export DATASHARE_MODEL_ROUNDS="${ROUNDS:-1000}" DOTNET_NOLOGO=true DOTNET_CLI_TELEMETRY_OPTOUT=true NO_COLOR=1
log=$(mktemp) marks=$(mktemp)
trap 'rm -f "$log" "$marks"' EXIT

echo "== build" >&2
dotnet build DataShare.sln -c Release >&2 || exit 1

echo "== tests, $DATASHARE_MODEL_ROUNDS random rounds among them" >&2
tested=0
dotnet test -c Release --no-build --output detailed 2>&1 | tee "$log" >&2 || tested=$?

echo "== measurements" >&2
measured=0
dotnet run -c Release --no-build --project bench -- --mark sqlserver-load sqlserver-merge \
  --rows "${ROWS:-1000000}" --pairs 3 --results "$marks" >&2 || measured=$?

# The runner prints totals for each test project and, last, for all of them.
total() { sed -n "s/^[[:space:]]*$1:[[:space:]]*\([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1; }
{
  echo "# DataShare on SQL Server: acceptance of $(date -u +%Y-%m-%d)"
  echo
  echo "Commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown). Tests: $(total succeeded) passed, $(total failed) failed, $(total skipped) skipped."
  echo
  echo "## Failed"
  echo
  grep -E '^failed ' "$log" || echo none
  echo
  echo "## Skipped, and why"
  echo
  grep -E -A 1 '^skipped ' "$log" | grep -v '^--$' || echo none
  echo
  echo "## Random rounds"
  echo
  grep -hoE '[0-9]+ rounds.*DATASHARE_MODEL_SEED=[0-9]+' "$log" | sort -u | head -n 60 || echo "no round has begun"
  echo
  echo "## Measured"
  echo
  cat "$marks"
} >"$report"
cat "$report"
echo "The report is in $report" >&2
[[ "$tested" == 0 && "$measured" == 0 ]]
