namespace DataShare.EndToEndTests;

/// <summary>The contracts of the chain's datasets: <c>id</c> and a word, which has another name and another value in each major.</summary>
public static class ChainContracts
{
    /// <summary>What a word of major 1 has in addition as major 2 shows it.</summary>
    public const string Up = "+";

    /// <summary>What a word of major 2 has in addition as major 1 shows it.</summary>
    public const string Down = "-";

    /// <summary>The column of the word.</summary>
    public static string Word(int major) => major == 1 ? "word" : "term";

    public static string Of(string dataset, ChainMode mode, int major) => $$$"""
        apiVersion: v3.1.0
        kind: DataContract
        id: {{{dataset}}}
        name: {{{dataset}}}
        version: {{{major}}}.0.0
        status: active
        team: {name: tests}
        servers:
          - server: inbox
            type: local
            path: inbox/{{{dataset}}}
            format: csv
            customProperties:
              - {property: arrival, value: {settle: 50ms, marker: none}}
        schema:
          - id: {{{dataset}}}
            name: {{{dataset}}}
            logicalType: object
            properties:
              - {id: c1, name: id, logicalType: integer, logicalTypeOptions: {format: i64}, required: true{{{(mode is ChainMode.Merge or ChainMode.Snapshot ? ", primaryKey: true, primaryKeyPosition: 1" : "")}}}}
              - {id: c2, name: {{{Word(major)}}}, logicalType: string, required: true}
              {{{(mode is ChainMode.Merge ? "- {id: c3, name: op, logicalType: string, required: true}" : "")}}}
        customProperties:
          - {property: write, value: {{{Write(mode)}}}}
          {{{(major == 1 ? "" : Mapping)}}}

        """;

    private static string Mapping => $$$$"""
        - {property: mapping, value: {up: {term: "word || '{{{{Up}}}}'"}, down: {word: "term || '{{{{Down}}}}'"}}}
        """;

    private static string Write(ChainMode mode) => mode switch
    {
        ChainMode.Append => "{mode: append}",
        ChainMode.Merge => "{mode: merge, deleteMarker: {column: op, value: D}}",
        _ => "{mode: snapshot}",
    };
}
