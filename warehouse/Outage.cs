using System.Text.Json;

namespace DataShare.Warehouse;

/// <summary>That the warehouse's server is away.</summary>
/// <param name="Since">When the first of the processes that noticed could not reach it.</param>
/// <param name="Reason">As the message said it.</param>
public sealed record Outage(DateTimeOffset Since, string Reason)
{
    /// <summary>What is noted in <see cref="WarehouseOptions.OutageFile"/>; null when nothing is.</summary>
    public static Outage? Read(string? file)
    {
        try
        {
            return file is not null && File.Exists(file) ? JsonSerializer.Deserialize<Outage>(File.ReadAllText(file)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
