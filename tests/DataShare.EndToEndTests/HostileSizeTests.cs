using System.Text;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>The built program ingests huge lines and rows with little memory.</summary>
public sealed class HostileSizeTests : IDisposable
{
    private static readonly Dictionary<string, string> LittleMemory = new() { ["DOTNET_GCHeapHardLimit"] = "0x20000000" };

    private readonly ReadingsWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task A_line_of_a_gigabyte_is_one_rejected_row()
    {
        var result = await IngestAsync(file =>
        {
            file.Write("id,place,value\n1,here,1.00\n2,"u8);
            var megabyte = Encoding.ASCII.GetBytes(new string('x', 1 << 20));
            for (var i = 0; i < 1024; i++)
            {
                file.Write(megabyte);
            }

            file.Write(",2.00\n3,there,3.00\n"u8);
        });

        Assert.True(result.ExitCode == 3, result.ToString());
        Assert.Contains("3 rows in: 2 accepted, 1 rejected", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gigabyte_of_zero_bytes_is_refused_as_such()
    {
        var result = await IngestAsync(file => file.SetLength(1L << 30));

        Assert.True(result.ExitCode == 3, result.ToString());
        Assert.Contains("hostile.csv: The file begins with zero bytes only", result.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_of_a_million_columns_is_refused()
    {
        var columns = Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Range(1, 1_000_000).Select(i => $"c{i}")) + "\n");

        var result = await IngestAsync(file => file.Write(columns));

        Assert.True(result.ExitCode == 3, result.ToString());
        Assert.Contains("and 999980 more", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_of_a_million_fields_is_one_rejected_row()
    {
        var result = await IngestAsync(file => file.Write(Encoding.ASCII.GetBytes($"id,place,value\n1,here,1.00\n{new string(',', 1_000_000)}\n3,there,3.00\n")));

        Assert.True(result.ExitCode == 3, result.ToString());
        Assert.Contains("1 rejected", result.Output, StringComparison.Ordinal);
    }

    private async Task<ProgramResult> IngestAsync(Action<FileStream> write)
    {
        var path = workspace["hostile.csv"];
        await using (var file = File.Create(path))
        {
            write(file);
        }

        using var program = DataShareProgram.Start(workspace.Root, LittleMemory, "ingest", path, "--dataset", "readings");
        return await program.WaitAsync();
    }
}
