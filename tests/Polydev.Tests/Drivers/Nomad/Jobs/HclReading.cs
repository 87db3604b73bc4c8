using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs;

namespace Polydev.Tests.Drivers.Nomad.Jobs;

/// <summary>Reads our HCL anew, knowing nothing of how it is written, and holds it beside the JSON of the same job.</summary>
internal static partial class HclReading
{
    /// <summary>Where HCL says otherwise than JSON: path in HCL without labels, name in JSON.</summary>
    private static readonly Dictionary<string, string> s_names = new(StringComparer.Ordinal)
    {
        ["group"] = "TaskGroups",
        ["task"] = "Tasks",
        ["constraint"] = "Constraints",
        ["constraint.attribute"] = "LTarget",
        ["constraint.value"] = "RTarget",
        ["parameterized"] = "ParameterizedJob",
        ["restart"] = "RestartPolicy",
        ["reschedule"] = "ReschedulePolicy",
        ["ephemeral_disk.size"] = "SizeMB",
        ["network"] = "Networks",
        ["volume"] = "Volumes",
        ["volume_mount"] = "VolumeMounts",
        ["volume_mount.volume"] = "Volume",
        ["service"] = "Services",
        ["service.port"] = "PortLabel",
        ["check"] = "Checks",
        ["port.static"] = "Value",
        ["resources.cpu"] = "CPU",
        ["resources.memory"] = "MemoryMB",
        ["logs"] = "LogConfig",
        ["logs.max_file_size"] = "MaxFileSizeMB",
    };

    private static readonly string[] s_lists = ["group", "task", "constraint", "network", "volume_mount", "service", "check", "port"];

    /// <summary>Compares.</summary>
    public static void AssertSame(string hcl, NomadJob job)
    {
        var tokens = new Queue<string>(Tokens().Matches(hcl).Select(m => m.Value).Where(t => t[0] != '#'));
        Assert.Equal("job", tokens.Dequeue());
        var read = new JsonObject { ["ID"] = Text(tokens.Dequeue()) };
        Assert.Equal("{", tokens.Dequeue());
        Block(tokens, "job", read);
        Assert.Empty(tokens);
        Assert.Equal(Plain(JsonSerializer.SerializeToNode(job, NomadJson.Default.NomadJob)!), Plain(read));
    }

    private static void Block(Queue<string> tokens, string name, JsonObject into)
    {
        while (tokens.Dequeue() is var word && word != "}")
        {
            var key = name is "env" or "meta" or "config" or "ulimit" ? word : NameOf(name, word);
            if (tokens.Peek() == "=")
            {
                tokens.Dequeue();
                into[key] = Value(tokens, name);
                continue;
            }

            var label = tokens.Peek() == "{" ? null : Text(tokens.Dequeue());
            Assert.Equal("{", tokens.Dequeue());
            var block = new JsonObject();
            Block(tokens, word, block);
            Place(into, name, word, key, label, block);
        }
    }

    private static void Place(JsonObject into, string parent, string word, string key, string? label, JsonObject block)
    {
        if (word == "volume")
        {
            block["Name"] = label;
            into[key] ??= new JsonObject();
            into[key]![label!] = block;
        }
        else if (word == "port")
        {
            block["Label"] = label;
            var kind = block.ContainsKey("Value") ? "ReservedPorts" : "DynamicPorts";
            (into[kind] ??= new JsonArray()).AsArray().Add(block);
        }
        else if (Array.IndexOf(s_lists, word) >= 0 || parent == "config")
        {
            if (label is not null)
            {
                block["Name"] = label;
            }

            (into[key] ??= new JsonArray()).AsArray().Add(block);
        }
        else
        {
            into[key] = block;
        }
    }

    private static JsonNode? Value(Queue<string> tokens, string block)
    {
        var token = tokens.Dequeue();
        if (token == "[")
        {
            var items = new JsonArray();
            while (tokens.Peek() != "]")
            {
                items.Add(Text(tokens.Dequeue()));
                if (tokens.Peek() == ",")
                {
                    tokens.Dequeue();
                }
            }

            tokens.Dequeue();
            return items;
        }

        return token switch
        {
            "true" => true,
            "false" => false,
            _ when token[0] != '"' => long.Parse(token, CultureInfo.InvariantCulture),
            _ when block is not ("env" or "meta" or "config" or "ulimit") && Duration().Match(token) is { Success: true } time =>
                long.Parse(time.Groups["n"].Value, CultureInfo.InvariantCulture) * time.Groups["unit"].Value switch { "ms" => 1_000_000, "s" => 1_000_000_000, "m" => 60_000_000_000, _ => 3_600_000_000_000 },
            _ => Text(token),
        };
    }

    private static string NameOf(string block, string word) =>
        s_names.GetValueOrDefault($"{block}.{word}") ?? s_names.GetValueOrDefault(word) ?? string.Concat(word.Split('_').Select(w => char.ToUpperInvariant(w[0]) + w[1..]));

    private static string Text(string token) => token[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    /// <summary>Without what HCL leaves to its own defaults, in the order of names.</summary>
    private static string Plain(JsonNode node) => Sorted(node)!.ToJsonString();

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Where(p => !IsDefault(p.Key, p.Value, map)).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static bool IsDefault(string name, JsonNode? value, JsonObject owner) =>
        (name == "Name" && JsonNode.DeepEquals(value, owner["ID"])) || (name == "Count" && value?.ToJsonString() == "1") || (name == "Operand" && value?.GetValue<string>() == "=");

    [GeneratedRegex("""#[^\n]*|"(?:[^"\\]|\\.)*"|[{}\[\]=,]|[A-Za-z_][A-Za-z0-9_]*|-?[0-9]+""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Tokens();

    [GeneratedRegex("""^"(?<n>[0-9]+)(?<unit>ms|s|m|h)"$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Duration();
}
