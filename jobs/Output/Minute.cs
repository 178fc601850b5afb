using System.Globalization;

namespace DataShare.Jobs;

internal static class Minute
{
    /// <summary><c>2026-01-31 10:00Z</c>.</summary>
    public static string Of(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
