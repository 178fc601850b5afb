namespace DataShare.Lake;

/// <summary>Converts actions to the rows of a checkpoint and back.</summary>
internal static class CheckpointMapping
{
    /// <summary>The state as rows, without removes that have expired.</summary>
    public static List<CheckpointRow> Rows(TableState state, long keepRemovesAfter)
    {
        var rows = new List<CheckpointRow>(state.ActionCount + 2)
        {
            new() { Protocol = ToRow(state.Protocol!) },
            new() { MetaData = ToRow(state.MetaData!) },
        };
        rows.AddRange(state.Txns.Select(t => new CheckpointRow
        {
            Txn = new() { AppId = t.AppId, Version = t.Version, LastUpdated = t.LastUpdated },
        }));
        rows.AddRange(state.Adds.Select(a => new CheckpointRow { Add = ToRow(a) }));
        rows.AddRange(state.Removes.Where(r => r.DeletionTimestamp > keepRemovesAfter).Select(r => new CheckpointRow
        {
            Remove = new() { Path = r.Path, DeletionTimestamp = r.DeletionTimestamp, DataChange = r.DataChange },
        }));
        return rows;
    }

    /// <exception cref="FormatException">A field that the protocol requires is missing.</exception>
    public static LogLine ToLine(CheckpointRow row) => new()
    {
        Txn = row.Txn is { } txn
            ? new() { AppId = Required(txn.AppId, "txn.appId"), Version = txn.Version, LastUpdated = txn.LastUpdated }
            : null,
        Add = row.Add is { } add ? FromRow(add) : null,
        Remove = row.Remove is { } remove
            ? new()
            {
                Path = Required(remove.Path, "remove.path"),
                DeletionTimestamp = remove.DeletionTimestamp,
                DataChange = remove.DataChange,
            }
            : null,
        MetaData = row.MetaData is { } metaData ? FromRow(metaData) : null,
        Protocol = row.Protocol is { } protocol
            ? new()
            {
                MinReaderVersion = protocol.MinReaderVersion,
                MinWriterVersion = protocol.MinWriterVersion,
                ReaderFeatures = protocol.ReaderFeatures,
                WriterFeatures = protocol.WriterFeatures,
            }
            : null,
    };

    private static CheckpointAdd ToRow(AddAction add) => new()
    {
        Path = add.Path,
        PartitionValues = new(add.PartitionValues),
        Size = add.Size,
        ModificationTime = add.ModificationTime,
        // The actions of a checkpoint are not new data to its readers; earlier commits added them.
        DataChange = false,
        Stats = add.Stats,
        Tags = add.Tags is null ? null : new(add.Tags),
    };

    private static CheckpointMetaData ToRow(MetaDataAction metaData) => new()
    {
        Id = metaData.Id,
        Name = metaData.Name,
        Description = metaData.Description,
        Format = new() { Provider = metaData.Format.Provider, Options = new(metaData.Format.Options) },
        SchemaString = metaData.SchemaString,
        PartitionColumns = [.. metaData.PartitionColumns],
        CreatedTime = metaData.CreatedTime,
        Configuration = new(metaData.Configuration),
    };

    private static CheckpointProtocol ToRow(ProtocolAction protocol) => new()
    {
        MinReaderVersion = protocol.MinReaderVersion,
        MinWriterVersion = protocol.MinWriterVersion,
        ReaderFeatures = protocol.ReaderFeatures?.ToList(),
        WriterFeatures = protocol.WriterFeatures?.ToList(),
    };

    private static AddAction FromRow(CheckpointAdd add) => new()
    {
        Path = Required(add.Path, "add.path"),
        PartitionValues = add.PartitionValues ?? [],
        Size = add.Size,
        ModificationTime = add.ModificationTime,
        DataChange = add.DataChange,
        Stats = add.Stats,
        Tags = add.Tags,
    };

    private static MetaDataAction FromRow(CheckpointMetaData metaData) => new()
    {
        Id = Required(metaData.Id, "metaData.id"),
        Name = metaData.Name,
        Description = metaData.Description,
        Format = new() { Provider = metaData.Format?.Provider ?? "parquet", Options = metaData.Format?.Options ?? [] },
        SchemaString = Required(metaData.SchemaString, "metaData.schemaString"),
        // Parquet.Net reads an empty list as null.
        PartitionColumns = metaData.PartitionColumns ?? [],
        CreatedTime = metaData.CreatedTime,
        Configuration = metaData.Configuration ?? [],
    };

    private static string Required(string? value, string field) =>
        value ?? throw new FormatException($"{field} is null");
}
