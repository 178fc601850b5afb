namespace DataShare.Schemas;

/// <summary>Reads a folder of contracts, and checks the contracts against each other.</summary>
internal static class CatalogLoader
{
    private static readonly string[] Endings = [".odcs.yaml", ".odcs.yml", ".yaml", ".yml"];

    private static readonly EnumerationOptions Visible = new()
    {
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
        IgnoreInaccessible = false,
    };

    public static CatalogReading Load(string folder, CatalogReading? known, bool isPublished)
    {
        if (!Directory.Exists(folder))
        {
            return new CatalogReading(
                ContractCatalog.Empty,
                [new SourceProblem(folder, 1, 1, "the folder does not exist; expected it, with <dataset>/<version>.odcs.yaml in it")]);
        }

        var problems = new List<SourceProblem>();
        var readings = new List<(DataContract Contract, ContractMarks Marks)>();
        var files = Files(folder, problems).Order(StringComparer.Ordinal).AsParallel().AsOrdered().Select(f => Read(folder, f, known, isPublished)).ToList();
        foreach (var (reading, found) in files)
        {
            problems.AddRange(found);
            if (reading is { Contract: { } contract, Marks: { } marks })
            {
                readings.Add((contract, marks));
            }
        }

        foreach (var dataset in readings.GroupBy(r => r.Contract.Dataset))
        {
            CheckVersions(dataset, problems);
            if (!isPublished)
            {
                // A published version was checked against its parent, and a later version does not make it wrong.
                CheckIds([.. dataset.DistinctBy(r => r.Contract.Version).OrderBy(r => r.Contract.Version)], known?.Catalog, problems);
            }
        }

        var refused = problems.Select(p => p.File).ToHashSet(StringComparer.Ordinal);
        return new CatalogReading(
            new ContractCatalog(readings.Select(r => r.Contract).Where(c => !refused.Contains(c.SourceFile))),
            problems)
        {
            ByText = files.Select(f => f.Reading).OfType<ContractReading>().Where(r => r.Contract is not null)
                .DistinctBy(r => r.Contract!.SourceText, StringComparer.Ordinal)
                .ToDictionary(r => r.Contract!.SourceText, StringComparer.Ordinal),
        };
    }

    /// <summary>A folder that cannot be read is a problem, but the other folders are still read.</summary>
    private static List<string> Files(string folder, List<SourceProblem> problems)
    {
        try
        {
            var files = Directory.EnumerateFiles(folder, "*", Visible)
                .Where(f => Endings.Any(e => f.EndsWith(e, StringComparison.OrdinalIgnoreCase)))
                .ToList();
            return [.. files, .. Directory.EnumerateDirectories(folder, "*", Visible).ToList().SelectMany(f => Files(f, problems))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new SourceProblem(folder, 1, 1, $"the folder cannot be read: {e.Message}"));
            return [];
        }
    }

    private static (ContractReading? Reading, IReadOnlyList<SourceProblem> Problems) Read(
        string folder, string file, CatalogReading? known, bool isPublished)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, [new SourceProblem(file, 1, 1, $"the file cannot be read: {e.Message}")]);
        }

        var reading = known is not null && known.ByText.TryGetValue(text, out var same)
            ? same with { Contract = same.Contract! with { SourceFile = file } }
            : ContractReader.Read(text, file, isPublished);
        var problems = reading.Problems.ToList();
        if (reading is { Contract: { } contract, Marks: { } marks })
        {
            CheckPlace(folder, contract, marks, problems);
        }

        return (reading, problems);
    }

    private static void CheckPlace(string folder, DataContract contract, ContractMarks marks, List<SourceProblem> problems)
    {
        var place = Path.GetRelativePath(folder, contract.SourceFile).Replace('\\', '/');
        var (parent, name) = (Path.GetDirectoryName(place) ?? "", Path.GetFileName(place));
        var stem = name[..^Endings.First(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase)).Length];
        var expected = $"expected it in {contract.Dataset}/{contract.Version}.odcs.yaml";
        if (parent != contract.Dataset.Value)
        {
            problems.Add(At(contract, marks.Id, $"the contract of '{contract.Dataset}' is in {place}; {expected}"));
        }
        else if (stem != contract.Version.ToString())
        {
            problems.Add(At(contract, marks.Version, $"version {contract.Version} is in {place}; {expected}"));
        }
    }

    /// <summary>If two files have the same version, the program cannot choose between them and takes neither.</summary>
    private static void CheckVersions(IEnumerable<(DataContract Contract, ContractMarks Marks)> versions, List<SourceProblem> problems)
    {
        foreach (var same in versions.GroupBy(v => v.Contract.Version).Select(v => v.ToList()).Where(v => v.Count > 1))
        {
            problems.AddRange(same.Select((v, i) => At(
                v.Contract, v.Marks.Version,
                $"version {v.Contract.Version} of '{v.Contract.Dataset}' is also in {same[i == 0 ? 1 : 0].Contract.SourceFile}; expected one file per version")));
        }
    }

    /// <summary>Checks that no id disappears and comes back.</summary>
    /// <param name="published">Contracts that need no second check; or null.</param>
    private static void CheckIds(List<(DataContract Contract, ContractMarks Marks)> versions, ContractCatalog? published, List<SourceProblem> problems)
    {
        var marks = versions.ToDictionary(v => v.Contract.Version, v => v.Marks);
        var returned = ReturnedIds.Of(versions.Select(v => v.Contract)).Where(r => published?.Find(r.Contract.Dataset, r.Contract.Version) is null);
        problems.AddRange(returned.Select(r => At(
            r.Contract,
            marks[r.Contract.Version].ColumnIds[r.Id],
            $"the id '{r.Id}' was removed in version {r.GoneIn}; expected a new id: an id is never reused")));
    }

    private static SourceProblem At(DataContract contract, (int Line, int Column) at, string message) =>
        new(contract.SourceFile, at.Line, at.Column, message);
}
