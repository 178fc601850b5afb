using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>A table of the lake: a dataset and a major version of its contract.</summary>
public sealed record LakeTableId(DatasetName Dataset, int Major)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Dataset}/v{Major}");
}
