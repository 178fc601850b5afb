namespace DataShare.Lake;

/// <summary>Makes a damaged file again from a whole copy.</summary>
internal static class FileRepair
{
    /// <summary>Replaces the file, or makes it if it is missing, in one step.</summary>
    /// <exception cref="IOException">The copy has changed, or the file cannot be written. Nothing was changed.</exception>
    public static async Task CopyAsync(string copy, string file, ContentHash hash, CancellationToken cancellationToken)
    {
        DurableFiles.CreateFolder(Path.GetDirectoryName(file)!);
        var temporary = DurableFiles.TemporaryBeside(file);
        try
        {
            if (await DurableFiles.CopyDurablyAsync(copy, temporary, cancellationToken) != hash)
            {
                throw new IOException($"'{file}' was not repaired, because its copy '{copy}' has changed.");
            }

            _ = WriteProtection.TryApply(temporary);
            DurableFiles.Replace(temporary, file);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
