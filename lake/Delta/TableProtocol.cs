namespace DataShare.Lake;

/// <summary>What a program must understand to read or write a table, and whether this one does.</summary>
internal static class TableProtocol
{
    private const string TimestampNtz = "timestampNtz";

    // From writer version 7 on a feature counts only when it is named; these two come with version 2 unnamed.
    private static readonly string[] WriterFeatures = ["appendOnly", "invariants", TimestampNtz];

    /// <summary>
    /// The lowest versions that suffice, since every version shuts older programs out. Only timestamps without a
    /// zone need table features.
    /// </summary>
    public static ProtocolAction For(bool hasLocalTimestamps) => hasLocalTimestamps
        ? new ProtocolAction
        {
            MinReaderVersion = 3,
            MinWriterVersion = 7,
            ReaderFeatures = [TimestampNtz],
            WriterFeatures = WriterFeatures,
        }
        : new ProtocolAction { MinReaderVersion = 1, MinWriterVersion = 2 };

    public static bool AllowsLocalTimestamps(ProtocolAction protocol) =>
        protocol.ReaderFeatures?.Contains(TimestampNtz, StringComparer.Ordinal) == true;

    /// <summary>What this program lacks to read or write the table, or null.</summary>
    public static string? Missing(ProtocolAction protocol)
    {
        var features = (protocol.ReaderFeatures ?? []).Concat(protocol.WriterFeatures ?? [])
            .Except(WriterFeatures, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (features.Count > 0)
        {
            return $"it requires the table features {string.Join(", ", features)}";
        }

        return protocol is { MinReaderVersion: 1 or 3, MinWriterVersion: <= 2 or 7 }
            ? null
            : $"it requires reader version {protocol.MinReaderVersion} and writer version {protocol.MinWriterVersion}";
    }
}
