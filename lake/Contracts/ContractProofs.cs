using System.Security.Cryptography;
using System.Text;

namespace DataShare.Lake;

/// <summary>
/// The hash of each published contract, stored next to it at its publication: <c>.1.0.0.yaml.sha256</c>, in the format of
/// sha256sum. Versions that an older DataShare published have none.
/// </summary>
internal sealed class ContractProofs(LakeLayout layout)
{
    public const string WhatToDo =
        "A published version never changes: restore the file from a backup of the lake, or from the workspace's contracts if the file there is unchanged";

    private const string Ending = ".sha256";

    public static byte[] Note(string file, ReadOnlySpan<byte> contract) =>
        Encoding.UTF8.GetBytes($"{Hash(contract)}  {Path.GetFileName(file)}\n");

    /// <summary>Whether another content was published under this name, even if its file is missing now.</summary>
    public static bool IsNotedOtherwise(string file, ReadOnlySpan<byte> contract) =>
        Noted(file) is { } noted && noted != Hash(contract).Value;

    /// <summary>The files that changed after their publication, each with the end of a sentence that begins with its name.</summary>
    public IEnumerable<KeyValuePair<string, string>> Edited() =>
        Files().Where(File.Exists).Select(f => KeyValuePair.Create(f, Difference(f)!)).Where(f => f.Value is not null);

    public StoreVerdict Verify()
    {
        var files = Files().ToList();
        return new StoreVerdict(
            files.Count,
            files.Count(f => Noted(f) is null),
            [
                .. files.Select(f => (File: f, Found: File.Exists(f) ? Difference(f) : "it is missing"))
                    .Where(f => f.Found is not null)
                    .Select(f => new LakeFinding(f.File, f.Found!, WhatToDo + ".", Remedy.Backup)),
            ]);
    }

    /// <summary>All contract files that exist or have a stored hash.</summary>
    private IEnumerable<string> Files() => !Directory.Exists(layout.ContractsFolder)
        ? []
        : Directory.EnumerateDirectories(layout.ContractsFolder)
            .SelectMany(f => Directory.EnumerateFiles(f, "*.yaml").Concat(Directory.EnumerateFiles(f, ".*.yaml" + Ending).Select(ContractOf)))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    private static string ContractOf(string note) =>
        Path.Combine(Path.GetDirectoryName(note)!, Path.GetFileName(note)[1..^Ending.Length]);

    private static string? Difference(string file)
    {
        try
        {
            return Noted(file) is { } noted && Hash(File.ReadAllBytes(file)) is var now && now.Value != noted
                ? $"its bytes have changed since it was published: their SHA-256 is {now}, expected {noted}"
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"it cannot be read ({e.Message.TrimEnd('.')})";
        }
    }

    /// <summary>The stored hash; null if there is none. A text that is no hash is returned too, and equals no hash.</summary>
    private static string? Noted(string file)
    {
        var note = LakeLayout.ContractHashFile(file);
        return File.Exists(note) ? File.ReadAllText(note).Split(' ', 2)[0].Trim() : null;
    }

    private static ContentHash Hash(ReadOnlySpan<byte> bytes) => ContentHash.From(SHA256.HashData(bytes));
}
