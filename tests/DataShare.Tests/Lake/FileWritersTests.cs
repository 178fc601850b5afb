using System.IO.MemoryMappedFiles;
using DataShare.Lake;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Lake;

public sealed class FileWritersTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string file;

    public FileWritersTests()
    {
        file = folder.Write("a.csv", "id\n1\n");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells for certain.");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Nobody_writes_a_file_that_is_closed_or_read()
    {
        Assert.Equal(new WriterSight(WriterState.Nobody, null), new FileWriters().Of(file));
        using (File.OpenRead(file))
        {
            Assert.Equal(new WriterSight(WriterState.Nobody, null), new FileWriters().Of(file));
        }
    }

    [Fact]
    public async Task Names_a_process_that_has_the_file_open_for_writing_even_if_it_writes_nothing()
    {
        using var writer = await WriterProcess.OpenAsync(file);

        Assert.Equal(new WriterSight(WriterState.Somebody, $"process {writer.Id} (sh)"), new FileWriters().Of(file));
        Assert.Equal($"process {writer.Id} (sh)", OpenDescriptors.Read().WriterOf(file));
        writer.Close();
        Assert.Equal(WriterState.Nobody, new FileWriters().Of(file).State);
    }

    [Fact]
    public async Task Finds_the_writer_of_a_file_that_was_renamed_and_has_a_second_name()
    {
        using var writer = await WriterProcess.OpenAsync(file);
        var other = folder["b.csv"];
        Assert.True(DurableFiles.TryLink(file, other));
        File.Delete(file);

        Assert.Equal(WriterState.Somebody, new FileWriters().Of(other).State);
    }

    [Fact]
    public void Finds_a_writer_that_has_mapped_the_file_and_closed_it()
    {
        var mapped = MemoryMappedFile.CreateFromFile(file, FileMode.Open);
        var view = mapped.CreateViewAccessor();
        mapped.Dispose();

        Assert.Equal(WriterState.Somebody, new FileWriters().Of(file).State);
        view.Dispose();
        Assert.Equal(WriterState.Nobody, new FileWriters().Of(file).State);
    }

    /// <summary>The system reports a writer to a lease's holder by a signal, which ends an unprepared process.</summary>
    [Fact]
    public async Task Works_while_other_processes_open_the_file()
    {
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(
            () =>
            {
                var opened = 0;
                for (; !stop.IsCancellationRequested; opened++)
                {
                    File.AppendAllText(file, "2\n");
                }

                return opened;
            },
            Ct);
        var states = Enumerable.Range(0, 20_000).Select(_ => new FileWriters().Of(file).State).ToHashSet();
        await stop.CancelAsync();

        Assert.True(await writing > 0);
        Assert.DoesNotContain(WriterState.Unknown, states);
    }

    [Fact]
    public void Finds_no_writer_of_a_missing_file() =>
        Assert.Equal(WriterState.Unknown, new FileWriters().Of(folder["none"]).State);
}
