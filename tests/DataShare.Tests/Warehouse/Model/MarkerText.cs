using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>The value of a delete marker, which a contract writes as it writes all values: in ISO form, bytes in base64.</summary>
internal static class MarkerText
{
    /// <summary>Null where a contract takes no such marker.</summary>
    public static string? Of(string value, ColumnType type) => type.Kind switch
    {
        ColumnKind.String when value.Length == 0 => null,
        ColumnKind.Binary => value.Length == 0 ? null : Convert.ToBase64String(Convert.FromHexString(value)),
        ColumnKind.Double => decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? value : null,
        ColumnKind.Timestamp => value + "Z",
        _ => value,
    };

    /// <summary>The value that it means, as the warehouse has it.</summary>
    public static string Value(string marker, ColumnType type) => type.Kind switch
    {
        ColumnKind.Binary => Convert.ToHexString(Convert.FromBase64String(marker)),
        ColumnKind.Timestamp => marker.TrimEnd('Z'),
        _ => ExactText.Loaded(marker, type)!,
    };
}
