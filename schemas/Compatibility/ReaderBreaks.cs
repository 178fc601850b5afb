namespace DataShare.Schemas;

/// <summary>Finds the readers that a change breaks.</summary>
internal static class ReaderBreaks
{
    /// <param name="from">The version that the readers were written for.</param>
    public static IEnumerable<ReaderBreak> Of(
        DataContract from, DataContract to, IEnumerable<ContractChange> changes, IReadOnlyList<ReaderNeeds> readers, DateOnly today)
    {
        foreach (var change in changes.Where(c => c.ReaderText is not null))
        {
            foreach (var reader in readers.Where(r => r.Dataset == from.Dataset && r.Major == from.Version.Major && Minds(r, change)))
            {
                var reads = change.Column is { } column ? $"reads {column}" : $"reads {from.Dataset}";
                var text = $"breaks {reader.Reader} ({reader.Owner}): {reads}, which {to.Version} {change.ReaderText}";
                yield return new ReaderBreak(reader, change, text, to.Waivers.FirstOrDefault(w => Covers(w, reader, change, today)));
            }
        }
    }

    private static bool Covers(Waiver waiver, ReaderNeeds reader, ContractChange change, DateOnly today) =>
        !waiver.IsOfProducers && waiver.Change == change.Path && waiver.Consumer == reader.Reader && waiver.Until >= today;

    private static bool Minds(ReaderNeeds reader, ContractChange change)
    {
        if (change.Column is not { } column)
        {
            return true;
        }

        if (reader.Columns is { } columns && !columns.Contains(column, StringComparer.OrdinalIgnoreCase))
        {
            return false;
        }

        return change switch
        {
            { NewType: { } type } => !reader.AcceptedTypes.GetValueOrDefault(column, []).Contains(type),
            _ when change.Path == $"columns.{column}.enum" => !reader.AcceptsNewEnumValues,
            _ when change.Rule == CompatibilityRule.ClassificationRaised.Name => !reader.Clearance.Contains("restricted", StringComparer.Ordinal),
            _ => true,
        };
    }
}
