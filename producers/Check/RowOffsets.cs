namespace DataShare.Producers;

/// <summary>
/// The byte offsets of selected rows when they were selected, in order. If the dialect has changed since, the same bytes can
/// make other rows, and a row number means another row. For one reading of the file.
/// </summary>
/// <param name="offsets">A byte offset for each selected row.</param>
internal sealed class RowOffsets(IReadOnlyList<long> offsets)
{
    private int next;

    /// <exception cref="FileRefusedException">The next selected row begins elsewhere now.</exception>
    public void Confirm(RowPlace place)
    {
        if (next >= offsets.Count || place.ByteOffset != offsets[next])
        {
            throw Changed(FormattableString.Invariant($"row {place.Row} begins at byte {place.ByteOffset}"));
        }

        next++;
    }

    /// <exception cref="FileRefusedException">The file ended before the last selected row.</exception>
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
