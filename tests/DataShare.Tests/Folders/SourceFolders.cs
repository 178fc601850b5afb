using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DataShare.Tests.Folders;

/// <summary>The folders of a project, and the references between them that the compiler finds.</summary>
internal sealed class SourceFolders
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    private readonly string root;
    private readonly CSharpCompilation compilation;

    /// <param name="root">The project's folder.</param>
    public SourceFolders(string root, CancellationToken cancellationToken)
    {
        this.root = root;
        var built = Path.DirectorySeparatorChar + "obj" + Path.DirectorySeparatorChar;
        var files = Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains(built, StringComparison.Ordinal));
        compilation = CSharpCompilation.Create(
            "Folders",
            [.. files.Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), path: f, cancellationToken: cancellationToken)), CSharpSyntaxTree.ParseText(Usings, cancellationToken: cancellationToken)],
            Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Concat(((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator))
                .Where(f => Path.GetFileName(f) != $"DataShare.{Path.GetFileName(root)}.dll" && IsManaged(f))
                .DistinctBy(Path.GetFileName)
                .Select(f => MetadataReference.CreateFromFile(f)));
    }

    /// <summary>Each use of a type of another folder, relative to the project; the project's own folder is a dot.</summary>
    public IReadOnlyList<FolderReference> References(CancellationToken cancellationToken) =>
    [
        .. compilation.SyntaxTrees.Where(t => t.FilePath.Length > 0).SelectMany(tree =>
        {
            var model = compilation.GetSemanticModel(tree);
            return tree.GetRoot(cancellationToken).DescendantNodes().OfType<SimpleNameSyntax>()
                .Select(name => model.GetSymbolInfo(name, cancellationToken) is var info ? info.Symbol ?? info.CandidateSymbols.FirstOrDefault() : null)
                .SelectMany(symbol => Declarations(symbol).Select(file => (File: file, Name: symbol!.Name)))
                .Where(used => Folder(used.File) != Folder(tree.FilePath))
                .Select(used => new FolderReference(Folder(tree.FilePath), Folder(used.File), $"{Path.GetFileName(tree.FilePath)} uses {used.Name} of {Path.GetFileName(used.File)}"));
        }).Distinct(),
    ];

    private static IEnumerable<string> Declarations(ISymbol? symbol) => symbol switch
    {
        null or INamespaceSymbol => [],
        // A partial type belongs to the folder of the file with only its name: Drop.cs, not Drop.Match.cs.
        ITypeSymbol type => type.DeclaringSyntaxReferences.Select(r => r.SyntaxTree.FilePath).OrderBy(f => Path.GetFileName(f).Length).Take(1),
        { ContainingType: { } owner, DeclaringSyntaxReferences: [var first, ..] } when owner.DeclaringSyntaxReferences.Length > 0 => [first.SyntaxTree.FilePath],
        _ => [],
    };

    private string Folder(string file) => Path.GetRelativePath(root, Path.GetDirectoryName(file)!);

    /// <summary>Native libraries are next to the assemblies and have the same extension.</summary>
    private static bool IsManaged(string file)
    {
        try
        {
            System.Reflection.AssemblyName.GetAssemblyName(file);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}

/// <param name="Where">The file, and the type that it uses.</param>
internal sealed record FolderReference(string From, string To, string Where);
