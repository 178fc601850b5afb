namespace DataShare.Producers;

/// <summary>
/// Where chosen rows of a file began when they were chosen, in their order. A dialect that has changed since can make
/// other rows of the same bytes: then a number means another row. For one reading of the file.
/// </summary>
/// <param name="offsets">A byte offset for each chosen row.</param>
internal sealed class RowOffsets(IReadOnlyList<long> offsets)
{
    private int next;

    /// <exception cref="FileRefusedException">The next chosen row begins elsewhere now.</exception>
    public void Confirm(RowPlace place)
    {
        if (next >= offsets.Count || place.ByteOffset != offsets[next])
        {
            throw Changed(FormattableString.Invariant($"row {place.Row} begins at byte {place.ByteOffset}"));
        }

        next++;
    }

    /// <exception cref="FileRefusedException">Chosen rows have not come.</exception>
    public void ConfirmAll()
    {
        if (next < offsets.Count)
        {
            throw Changed(FormattableString.Invariant($"no selected row begins at byte {offsets[next]}"));
        }
    }

    private FileRefusedException Changed(string found)
    {
        var expected = next < offsets.Count ? FormattableString.Invariant($"{found} now, and byte {offsets[next]} was the start of the rejected row") : $"{found} now";
        return new FileRefusedException(
            "dialect", $"The contract splits the file into other rows than when these were rejected: {expected}. Export the rows, and replay them with --file, or drop the whole file again");
    }
}
