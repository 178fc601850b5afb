using System.Text.Json;

namespace DataShare.Warehouse;

/// <summary>An outage of the warehouse's server.</summary>
/// <param name="Since">The time at which a process first failed to reach it.</param>
/// <param name="Reason">The message.</param>
public sealed record Outage(DateTimeOffset Since, string Reason)
{
    /// <summary>The outage in <see cref="WarehouseOptions.OutageFile"/>; null if there is none.</summary>
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
