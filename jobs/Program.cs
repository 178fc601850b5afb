using System.CommandLine;
using DataShare.Jobs;

var common = new CommonOptions();

return await CommandLineProgram.RunAsync(
    new RootCommand("Shares data between services through files, a lake and a warehouse.")
    {
        common.Workspace,
        common.Json,
        new DemoCommand(common),
        new InitCommand(common),
        new RunCommand(common),
        new IngestCommand(common),
        new ConsumeCommand(common),
        new ConsumerCommand(common),
        new StatusCommand(common),
        new QueryCommand(common),
        new QuarantineCommand(common),
        new VerifyCommand(common),
        new RebuildCommand(common),
        new BackupCommand(common),
        new RestoreCommand(common),
        new MoveCommand(common),
        new SchemaCommand(common),
    },
    args);
