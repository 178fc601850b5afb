using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>The content that has landed, by the documented rules of each write mode.</summary>
internal sealed class LandedContent(WriteMode mode)
{
    private readonly HashSet<string> ever = new(StringComparer.Ordinal);
    private string? last;

    /// <summary>Whether the file is a duplicate. If not, records it as landed.</summary>
    public bool IsSame(PlannedFile file)
    {
        var content = FileFields.Text(file);
        var isSame = mode is WriteMode.Append ? ever.Contains(content) : last == content;
        ever.Add(content);
        last = content;
        return isSame;
    }
}
