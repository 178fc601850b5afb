using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>A table of the lake: a dataset and a major version of its contract.</summary>
public sealed record LakeTableId(DatasetName Dataset, int Major)
{
    /// <summary>Reads the form of <see cref="ToString"/>; null if the text has another form.</summary>
    public static LakeTableId? TryParse(string? text) =>
        text?.Split("/v") is [var name, var number] && DatasetName.TryParse(name) is { } dataset
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            ? new LakeTableId(dataset, major)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Dataset}/v{Major}");
}
