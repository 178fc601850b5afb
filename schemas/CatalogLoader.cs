namespace DataShare.Schemas;

/// <summary>Reads a folder of contracts, and checks what only shows when several are side by side.</summary>
internal static class CatalogLoader
{
    private static readonly string[] Endings = [".odcs.yaml", ".odcs.yml", ".yaml", ".yml"];

    private static readonly EnumerationOptions Everywhere = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
    };

    public static CatalogReading Load(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return new CatalogReading(
                ContractCatalog.Empty,
                [new SourceProblem(folder, 1, 1, "there is no such folder; expected <dataset>/<version>.odcs.yaml in it")]);
        }

        var problems = new List<SourceProblem>();
        var readings = new List<(DataContract Contract, ContractMarks Marks)>();
        foreach (var file in Files(folder))
        {
            if (Read(folder, file, problems) is not { Contract: { } contract, Marks: { } marks })
            {
                continue;
            }

            if (readings.FirstOrDefault(r => r.Contract.Dataset == contract.Dataset && r.Contract.Version == contract.Version) is { Contract: { } other })
            {
                problems.Add(At(
                    contract, marks.Version,
                    $"version {contract.Version} of '{contract.Dataset}' is also in {other.SourceFile}; expected one file per version"));
            }
            else
            {
                readings.Add((contract, marks));
            }
        }

        foreach (var dataset in readings.GroupBy(r => r.Contract.Dataset))
        {
            CheckIds([.. dataset.OrderBy(r => r.Contract.Version)], problems);
        }

        var refused = problems.Select(p => p.File).ToHashSet(StringComparer.Ordinal);
        return new CatalogReading(
            new ContractCatalog(readings.Select(r => r.Contract).Where(c => !refused.Contains(c.SourceFile))),
            problems);
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", Everywhere)
            .Where(f => Endings.Any(e => f.EndsWith(e, StringComparison.OrdinalIgnoreCase)))
            .Order(StringComparer.Ordinal);

    private static ContractReading? Read(string folder, string file, List<SourceProblem> problems)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new SourceProblem(file, 1, 1, $"the file cannot be read: {e.Message}"));
            return null;
        }

        var reading = ContractReader.Read(text, file);
        problems.AddRange(reading.Problems);
        if (reading is { Contract: { } contract, Marks: { } marks })
        {
            CheckPlace(folder, contract, marks, problems);
        }

        return reading;
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

    /// <summary>
    /// An id that went away never comes back: data of both would be taken for one column. Without an id of its own a
    /// column has its name, whose return the compatibility rules judge.
    /// </summary>
    private static void CheckIds(List<(DataContract Contract, ContractMarks Marks)> versions, List<SourceProblem> problems)
    {
        var gone = new Dictionary<string, ContractVersion>(StringComparer.Ordinal);
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (contract, marks) in versions)
        {
            var now = contract.Columns.Where(c => c.Id != c.Name).Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
            foreach (var id in now.Where(gone.ContainsKey))
            {
                problems.Add(At(
                    contract, marks.ColumnIds[id],
                    $"the id '{id}' was removed in version {gone[id]}; expected a new id: an id is never reused"));
            }

            foreach (var id in present.Except(now))
            {
                gone.TryAdd(id, contract.Version);
            }

            present = now;
        }
    }

    private static SourceProblem At(DataContract contract, (int Line, int Column) at, string message) =>
        new(contract.SourceFile, at.Line, at.Column, message);
}
