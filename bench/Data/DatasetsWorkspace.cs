using System.Diagnostics;
using System.Globalization;

namespace DataShare.Bench;

/// <summary>A workspace for the built program, with a given number of datasets and files.</summary>
internal sealed class DatasetsWorkspace
{
    private const string Contract = """
        apiVersion: v3.1.0
        kind: DataContract
        id: NAME
        name: NAME
        version: 1.0.0
        status: active
        servers:
          - server: inbox
            type: local
            path: inbox/NAME
            customProperties:
              - {property: arrival, value: {settle: 0s}}
        schema:
          - id: NAME
            name: NAME
            logicalType: object
            properties:
              - {id: c1, name: id, logicalType: integer, required: true}
              - {id: c2, name: name, logicalType: string}
        customProperties:
          - {property: write, value: {mode: append}}
        """;

    private const string Consumer = """
        consumer: cNUMBER
        owner: bench@example.com
        reads:
          - {dataset: dNUMBER, major: 1, columns: [id]}
        schedule: {onCommit: true}
        deliver:
          files: {path: outbox/cNUMBER, format: csv}
        """;

    private readonly string root;

    /// <param name="root">Emptied first.</param>
    /// <param name="consumers">Number of consumers. Each reads another dataset, on commit.</param>
    public DatasetsWorkspace(string root, int datasets, int filesOfEach, int consumers = 0)
    {
        this.root = root;
        if (Directory.Exists(root))
        {
            Directory.Delete(root, recursive: true);
        }

        Directory.CreateDirectory(root);
        File.WriteAllText(Path.Combine(root, "appsettings.json"), """{"DataShare": {"Producers": {"MaxFilesPerCommit": 1}}}""");
        for (var d = 0; d < datasets; d++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"d{d}");
            Write(Path.Combine("contracts", name, "1.0.0.odcs.yaml"), Contract.Replace("NAME", name, StringComparison.Ordinal));
            for (var f = 0; f < filesOfEach; f++)
            {
                Write(Path.Combine("data", "inbox", name, string.Create(CultureInfo.InvariantCulture, $"{f}.csv")), string.Create(CultureInfo.InvariantCulture, $"id,name\n{f},a\n"));
            }
        }

        for (var c = 0; c < consumers; c++)
        {
            Write(Path.Combine("consumers", string.Create(CultureInfo.InvariantCulture, $"c{c}.yaml")), Consumer.Replace("NUMBER", c.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        }
    }

    /// <summary>Starts the program as a process.</summary>
    public Process Start(string command) =>
        Process.Start(new ProcessStartInfo(Program, [command]) { WorkingDirectory = root, RedirectStandardOutput = true, RedirectStandardError = true })!;

    /// <summary>Runs the program as a process until it ends.</summary>
    public Task<TimeSpan> RunAsync(string command, CancellationToken cancellationToken) => Measurement.TimeAsync(async () =>
    {
        using var process = Start(command);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command} ended with {process.ExitCode}.\n{await output}\n{await error}");
        }
    });

    private static string Program
    {
        get
        {
            var beside = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(beside.Parent!.Parent!.FullName, "DataShare.Jobs", beside.Name, "datashare");
        }
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
