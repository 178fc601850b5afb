namespace DataShare.Schemas;

/// <summary>
/// Ids that went away and come back: the data of two columns would be taken for one. Each version is compared with the one that
/// it grew from: the version before it in its major, or, for the first of a major, a version of the major below.
/// </summary>
internal static class ReturnedIds
{
    /// <param name="ascending">Versions of one dataset.</param>
    /// <returns>Each id that comes back, and the version in which it had gone.</returns>
    public static IEnumerable<(DataContract Contract, string Id, ContractVersion GoneIn)> Of(IEnumerable<DataContract> ascending)
    {
        var below = Line.None;
        foreach (var major in ascending.GroupBy(c => c.Version.Major))
        {
            // Which version of the major below it grew from is not written anywhere, since that may have got more of them since.
            // What is gone on every way is what was gone at the first one.
            var line = below;
            foreach (var contract in major)
            {
                foreach (var id in Ids(contract).Where(line.Gone.ContainsKey))
                {
                    yield return (contract, id, line.Gone[id]);
                }

                line = line.Next(contract);
                below = contract == major.First() ? line : below;
            }
        }
    }

    /// <summary>A column without an id, or whose id is its name, is its name, whose return the compatibility rules judge.</summary>
    private static IEnumerable<string> Ids(DataContract contract) => contract.Columns.Where(c => c.HasId && c.Id != c.Name).Select(c => c.Id);

    /// <summary>What is known at a version of those that it grew from.</summary>
    private sealed record Line(IReadOnlySet<string> Present, IReadOnlyDictionary<string, ContractVersion> Gone)
    {
        public static readonly Line None = new(new HashSet<string>(), new Dictionary<string, ContractVersion>());

        public Line Next(DataContract contract)
        {
            var present = Ids(contract).ToHashSet(StringComparer.Ordinal);
            var gone = new Dictionary<string, ContractVersion>(Gone, StringComparer.Ordinal);
            foreach (var id in Present.Except(present))
            {
                gone.TryAdd(id, contract.Version);
            }

            return new Line(present, gone);
        }
    }
}
