namespace DataShare.Schemas;

/// <summary>
/// Ids that disappeared and come back: the data of two columns would be mistaken for one. Each version is compared with its
/// parent: the previous version of its major or, for the first of a major, a version of the major below.
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
            // Nothing records which version of the major below is the parent, because that major may have got new versions since.
            // Only the ids that are missing in its first version are missing in every possible parent.
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

    /// <summary>Ids that equal their names are left out. Other compatibility rules deal with names that come back.</summary>
    private static IEnumerable<string> Ids(DataContract contract) => contract.Columns.Where(c => c.HasId && c.Id != c.Name).Select(c => c.Id);

    /// <summary>The ids of a version, and the ids that disappeared on the way to it.</summary>
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
