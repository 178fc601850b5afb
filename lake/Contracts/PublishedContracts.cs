using System.Text;
using System.Text.Json;
using DataShare.Schemas;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataShare.Lake;

/// <summary>
/// The published contract versions: <c>contracts/&lt;dataset&gt;/&lt;version&gt;.yaml</c>, each with the bytes of its
/// original file, for ever. Several threads and processes can use them at once.
/// </summary>
/// <param name="locks">The longest wait for another process that publishes; null for 30 s.</param>
/// <param name="border">Called after each step; for tests that stop there.</param>
public sealed class PublishedContracts(LakeLayout layout, TimeProvider time, LockRules? locks = null, StepBorder? border = null)
{
    private readonly LockRules locks = locks ?? new LockRules(TimeSpan.FromSeconds(30), "a setting", time, NullLogger.Instance);

    private readonly ContractProofs proofs = new(layout);

    /// <summary>
    /// The published versions; none before the first publication. A version of a retired major has the status
    /// <c>retired</c>, even if its text says otherwise.
    /// </summary>
    /// <returns>
    /// A file that this program cannot read, or whose bytes have changed, is a problem; so is an unreadable note of a
    /// retired major. Its dataset is then one of the catalog's unread ones; the others are not affected.
    /// </returns>
    public CatalogReading Read()
    {
        if (!Directory.Exists(layout.ContractsFolder))
        {
            return new CatalogReading(ContractCatalog.Empty, []);
        }

        var reading = ContractCatalog.LoadPublished(layout.ContractsFolder);
        var (catalog, problems) = reading;
        var edited = proofs.Edited().ToDictionary(StringComparer.Ordinal);
        var (retired, damaged) = ReadRetired();
        IReadOnlyList<SourceProblem> all =
        [
            .. problems.Where(p => !edited.ContainsKey(p.File)),
            .. edited.Select(e => new SourceProblem(e.Key, 1, 1, $"{e.Value}. {ContractProofs.WhatToDo}")),
            .. damaged,
        ];
        var unread = all.Select(p => DatasetOf(p.File)).OfType<DatasetName>().ToHashSet();
        var contracts = catalog.Datasets
            .Where(d => !unread.Contains(d))
            .SelectMany(catalog.Versions)
            .Select(c => retired.Contains((c.Dataset, c.Version.Major)) ? c with { Status = "retired" } : c);
        return new CatalogReading(new ContractCatalog(contracts) { Unread = unread }, all) { ByText = reading.ByText };
    }

    /// <summary>
    /// The dataset of a published file or of a folder; null for a file outside the datasets' folders.
    /// </summary>
    public DatasetName? DatasetOf(string file) =>
        DatasetName.TryParse(Path.GetRelativePath(layout.ContractsFolder, file).Split(Path.DirectorySeparatorChar)[0]);

    /// <summary>
    /// Stores the bytes of the contract's file under its version, put-if-absent: if two processes store different
    /// bytes, one wins. Can be repeated.
    /// </summary>
    /// <exception cref="IOException">
    /// Also if the file has changed since <paramref name="contract"/> was read from it.
    /// </exception>
    public async ValueTask<PublishResult> PublishAsync(DataContract contract, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(contract.SourceFile, cancellationToken);
        if (Text(bytes) != contract.SourceText)
        {
            throw new IOException($"'{contract.SourceFile}' was changed while it was being published. Nothing was published; try again.");
        }

        var file = layout.ContractFile(contract.Dataset, contract.Version);
        if (ContractProofs.IsNotedOtherwise(file, bytes))
        {
            return PublishResult.Other;
        }

        var isOurs = await PutAsync(file, bytes, cancellationToken);
        if (!isOurs && !(await File.ReadAllBytesAsync(file, cancellationToken)).AsSpan().SequenceEqual(bytes))
        {
            return PublishResult.Other;
        }

        border?.Invoke("contract published");
        // Written after the file, and only by a process with the same bytes. If it dies in between, the version has no stored hash.
        await PutAsync(LakeLayout.ContractHashFile(file), ContractProofs.Note(file, bytes), cancellationToken);
        return isOurs ? PublishResult.Published : PublishResult.Same;
    }

    /// <summary>
    /// Records that a major takes no more files; its rows stay. Can be repeated: the first record stays.
    /// </summary>
    /// <returns>The current record.</returns>
    public async ValueTask<RetiredMajor> RetireAsync(
        DatasetName dataset, int major, string by, CancellationToken cancellationToken)
    {
        var file = layout.RetiredMajorFile(dataset, major);
        var note = new RetiredMajor(dataset, major, by, time.GetUtcNow());
        var bytes = JsonSerializer.SerializeToUtf8Bytes(note, RetiredMajorJson.Readable.RetiredMajor);
        return await PutAsync(file, bytes, cancellationToken) ? note : ReadRetired(file);
    }

    /// <summary>All retired majors, by dataset and major.</summary>
    /// <exception cref="LakeCorruptException">A note cannot be read.</exception>
    internal IReadOnlyList<RetiredMajor> RetiredMajors() =>
        [.. RetiredFiles().Select(ReadRetired).OrderBy(r => r.Dataset.Value, StringComparer.Ordinal).ThenBy(r => r.Major)];

    /// <summary>
    /// Prevents other processes from publishing until it is disposed, so that the published versions do not change
    /// between comparison and publication. The lock ends with the process.
    /// </summary>
    /// <exception cref="HeldException">Another process holds the lock for longer than the rules allow.</exception>
    public async ValueTask<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        DurableFiles.CreateFolder(layout.ContractsFolder);
        return await FileLock.TakeAsync(Path.Combine(layout.ContractsFolder, ".publishing"), "publishes contracts", locks, cancellationToken);
    }

    /// <summary>Compares the published contracts with the hashes that were stored at their publication.</summary>
    internal StoreVerdict Verify()
    {
        var verdict = proofs.Verify();
        try
        {
            _ = RetiredMajors();
            return verdict;
        }
        catch (LakeCorruptException damage)
        {
            return verdict with { Findings = [.. verdict.Findings, LakeFinding.Of(damage)] };
        }
    }

    private static async ValueTask<bool> PutAsync(string file, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (File.Exists(file))
        {
            return false;
        }

        DurableFiles.CreateFolder(Path.GetDirectoryName(file)!);
        var temporary = DurableFiles.TemporaryBeside(file);
        try
        {
            await DurableFiles.WriteNewAsync(temporary, bytes, cancellationToken);
            var isOurs = DurableFiles.TryLink(temporary, file);
            await DurableFiles.FlushFolderAsync(Path.GetDirectoryName(file)!, cancellationToken);
            return isOurs;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private IEnumerable<string> RetiredFiles() => !Directory.Exists(layout.ContractsFolder)
        ? []
        : Directory.EnumerateDirectories(layout.ContractsFolder)
            .Where(f => DatasetName.TryParse(Path.GetFileName(f)) is not null)
            // The catalog already reports a folder that cannot be read.
            .SelectMany(f => Directory.EnumerateFiles(f, "v*.retired.json", new EnumerationOptions { IgnoreInaccessible = true }));

    private (HashSet<(DatasetName Dataset, int Major)> Retired, List<SourceProblem> Damaged) ReadRetired()
    {
        var (retired, damaged) = (new HashSet<(DatasetName, int)>(), new List<SourceProblem>());
        foreach (var file in RetiredFiles())
        {
            try
            {
                var note = ReadRetired(file);
                retired.Add((note.Dataset, note.Major));
            }
            catch (Exception e) when (e is LakeCorruptException or IOException or UnauthorizedAccessException)
            {
                damaged.Add(new SourceProblem(file, 1, 1, e.Message));
            }
        }

        return (retired, damaged);
    }

    private static RetiredMajor ReadRetired(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), RetiredMajorJson.Readable.RetiredMajor)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new LakeCorruptException(
                file, $"it is not a note that a major was retired: {e.Message}", "Move it elsewhere, and retire the major again.", e);
        }
    }

    /// <summary>The text without a byte order mark, as <see cref="File.ReadAllText(string)"/> returns it.</summary>
    private static string Text(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

public enum PublishResult
{
    Published,

    /// <summary>The version was published before, with the same bytes.</summary>
    Same,

    /// <summary>The version was published before, with other bytes. They stay.</summary>
    Other,
}
