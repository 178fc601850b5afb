namespace DataShare.Lake;

/// <summary>The protocol features that a table requires, and whether this program has them.</summary>
internal static class TableProtocol
{
    private const string TimestampNtz = "timestampNtz";

    // From writer version 7 on, a feature counts only if it is named. Version 2 includes the first two without naming them.
    private static readonly string[] WriterFeatures = ["appendOnly", "invariants", TimestampNtz];

    /// <summary>
    /// The lowest versions that are enough, because each version excludes older programs. Only timestamps without a zone
    /// need table features.
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

    /// <summary>The feature that this program lacks to read or write the table; null if none.</summary>
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
