# DataShare as a container: docker build -t datashare .
#   docker run --read-only --tmpfs /tmp -v datashare-data:/data datashare
# It writes to /data and /tmp alone. The workspace is /workspace: the repository's contracts and consumers, unless others
# are mounted there; settings are environment variables, such as DataShare__Warehouse__Engine=SqlServer.
#
# Both base images are named by their full versions, so that a build of today and one of next year are of the same. To
# move them, take the two of one release from https://github.com/dotnet/core/tree/main/release-notes/10.0, at least once
# a month: that is how the runtime gets its security fixes.

FROM mcr.microsoft.com/dotnet/sdk:10.0.401-noble AS build
# MSBuild takes it for the property (Directory.Build.props).
ENV AuditAsWarning=true
WORKDIR /source
# Packages are restored again only when one of these changes.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY schemas/DataShare.Schemas.csproj schemas/
COPY lake/DataShare.Lake.csproj lake/
COPY producers/DataShare.Producers.csproj producers/
COPY warehouse/DataShare.Warehouse.csproj warehouse/
COPY consumers/DataShare.Consumers.csproj consumers/
COPY jobs/DataShare.Jobs.csproj jobs/
# Compiled ahead of its first run: a command starts in two thirds of the time.
RUN dotnet restore jobs -p:PublishReadyToRun=true
COPY . .
# The code was analyzed before it was committed.
RUN dotnet publish jobs --no-restore --configuration Release --output /app -p:PublishReadyToRun=true -p:RunAnalyzers=false

FROM mcr.microsoft.com/dotnet/runtime:10.0.12-noble
COPY --from=build /app /app
COPY schemas/contracts /workspace/schemas/contracts
COPY consumers/definitions /workspace/consumers/definitions
RUN mkdir /data && chown "$APP_UID" /data
VOLUME /data
# A user without a name has no home; what looks for one finds a folder that it may write to.
ENV PATH="$PATH:/app" HOME=/tmp DataShare__DataFolder=/data
WORKDIR /workspace
USER $APP_UID
ENTRYPOINT ["datashare"]
CMD ["run"]
