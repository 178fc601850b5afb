namespace DataShare.Lake;

/// <summary>A complete backup, for restoring.</summary>
public sealed class BackupSource
{
    private BackupSource(string folder, BackupManifest manifest) => (Folder, Manifest) = (folder, manifest);

    /// <summary>The full path.</summary>
    public string Folder { get; }

    public BackupManifest Manifest { get; }

    /// <exception cref="LakeCorruptException">The folder has no complete backup, or one of a newer program.</exception>
    public static async ValueTask<BackupSource> OpenAsync(string folder, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(folder);
        return new BackupSource(full, await BackupManifest.ReadAsync(full, cancellationToken));
    }

    /// <summary>The files whose names begin with a folder, such as <c>lake/</c>.</summary>
    public IReadOnlyList<BackupFile> In(string prefix) => [.. Manifest.Files.Where(f => f.Path.StartsWith(prefix, StringComparison.Ordinal))];

    /// <summary>Copies the files of a folder in the backup into another folder, and compares each with its hash.</summary>
    /// <param name="border">Called after each file; for tests that stop there.</param>
    /// <exception cref="LakeCorruptException">A file of the backup is missing or has changed.</exception>
    public async ValueTask CopyAsync(string prefix, string target, StepBorder? border, CancellationToken cancellationToken)
    {
        var copied = new List<string>();
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        foreach (var file in In(prefix))
        {
            var place = Path.GetFullPath(Path.Combine(root, file.Path[prefix.Length..]));
            if (!place.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw new LakeCorruptException(Path.Combine(Folder, BackupManifest.FileName), $"it names a file outside the backup, '{file.Path}'", "Use another backup.");
            }

            await CopyAsync(file, place, cancellationToken);
            copied.Add(place);
            border?.Invoke("file restored");
        }

        await DurableFiles.FlushAsync(copied, cancellationToken);
    }

    /// <summary>Copies one file, which the caller flushes.</summary>
    /// <exception cref="LakeCorruptException">The file in the backup is missing or has changed.</exception>
    public async ValueTask CopyAsync(BackupFile file, string place, CancellationToken cancellationToken)
    {
        var stored = Path.Combine(Folder, file.Stored);
        DurableFiles.CreateFolder(Path.GetDirectoryName(place)!);
        try
        {
            var hash = await DurableFiles.CopyAsync(stored, place, cancellationToken);
            if (hash.Value != file.Sha256)
            {
                throw new LakeCorruptException(stored, $"its SHA-256 is {hash}, expected {file.Sha256}", "Use another backup.");
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LakeCorruptException(stored, "it is missing", "Use another backup.", e);
        }

        if (file.Mode is { } mode && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(place, (UnixFileMode)mode);
        }
    }
}
