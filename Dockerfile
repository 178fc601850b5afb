# DataShare as a container: docker build -t datashare .
#   docker run --read-only --tmpfs /tmp -v datashare-data:/data datashare
# It writes only to /data and /tmp. The workspace is /workspace and has the repository's contracts and consumers; mount
# other folders there to use others. Settings are environment variables, such as DataShare__Warehouse__Engine=SqlServer.
#
# Both base images have full version numbers, so that a build next year uses the same images as a build today. Update
# both at least once a month, because that is how the runtime gets its security fixes. Take two images of one release
# from https://github.com/dotnet/core/tree/main/release-notes/10.0.

FROM mcr.microsoft.com/dotnet/sdk:10.0.401-noble AS build
# MSBuild reads it as the property of this name in Directory.Build.props.
ENV AuditAsWarning=true
WORKDIR /source
# Docker restores packages again only if one of these files changes.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY schemas/DataShare.Schemas.csproj schemas/
COPY lake/DataShare.Lake.csproj lake/
COPY producers/DataShare.Producers.csproj producers/
COPY warehouse/DataShare.Warehouse.csproj warehouse/
COPY consumers/DataShare.Consumers.csproj consumers/
COPY jobs/DataShare.Jobs.csproj jobs/
# Compile the program ahead of its first run: commands then start in two thirds of the time.
RUN dotnet restore jobs -p:PublishReadyToRun=true
COPY . .
# The analyzers ran before the commit.
RUN dotnet publish jobs --no-restore --configuration Release --output /app -p:PublishReadyToRun=true -p:RunAnalyzers=false

FROM mcr.microsoft.com/dotnet/runtime:10.0.12-noble
COPY --from=build /app /app
COPY schemas/contracts /workspace/schemas/contracts
COPY consumers/definitions /workspace/consumers/definitions
RUN mkdir /data && chown "$APP_UID" /data
VOLUME /data
# The user has a number but no name, so it has no home folder. Libraries that need one get a folder they can write to.
ENV PATH="$PATH:/app" HOME=/tmp DataShare__DataFolder=/data
WORKDIR /workspace
USER $APP_UID
ENTRYPOINT ["datashare"]
CMD ["run"]
