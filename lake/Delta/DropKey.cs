namespace DataShare.Lake;

/// <summary>The <c>appId</c> of a drop's <c>txn</c> action: <c>datashare/&lt;identity&gt;/&lt;loadId&gt;</c>.</summary>
internal readonly record struct DropKey(string Identity, LoadId LoadId)
{
    private const string Prefix = "datashare/";

    public string AppId => $"{Prefix}{Identity}/{LoadId}";

    /// <summary>Null if another program made it.</summary>
    public static DropKey? TryParse(string appId)
    {
        var end = appId.LastIndexOf('/');
        return appId.StartsWith(Prefix, StringComparison.Ordinal) && end >= Prefix.Length
            && Lake.LoadId.TryParse(appId[(end + 1)..]) is { } loadId
                ? new DropKey(appId[Prefix.Length..end], loadId)
                : null;
    }
}
