using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polydev.Controller.Api;
using Polydev.Controller.Cluster;
using Polydev.Controller.Executions;
using Polydev.Controller.Pools;
using Polydev.Controller.Usage;
using Polydev.Drivers.Process;
using Polydev.Node;
using Polydev.Protocol;
using Polydev.Protocol.Link;
using Polydev.Protocol.Nodes;

namespace Polydev.Tests.Json;

/// <summary>
/// What says that it is never null is never null, whatever comes over the wire or out of a file: a null is refused with the member's name, and what
/// is left out is refused too or has its default. Else the fault would show up far from its cause.
/// </summary>
public sealed class NullTests
{
    private static readonly NullabilityInfoContext s_nullability = new();
    private static readonly IReadOnlyList<JsonTypeInfo> s_read = [.. Roots().SelectMany(Records).DistinctBy(type => (type.OriginatingResolver, type.Type))];

    /// <summary>Every member of every record that is read and says it is never null: place of the record, name of the member.</summary>
    public static TheoryData<int, string, string> Members
    {
        get
        {
            var members = new TheoryData<int, string, string>();
            for (var at = 0; at < s_read.Count; at++)
            {
                foreach (var member in FullDocument.Members(s_read[at]).Where(NeverNull))
                {
                    members.Add(at, s_read[at].Type.Name, member.Name);
                }
            }

            return members;
        }
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void A_null_is_refused_by_the_members_name(int at, string record, string member)
    {
        var document = FullDocument.Of(s_read[at]);
        document[member] = null;
        var refusal = Assert.Throws<JsonException>(() => document.Deserialize(s_read[at]));
        Assert.Contains(member.Replace("_", "", StringComparison.Ordinal), refusal.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(record, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void What_is_left_out_is_refused_or_has_its_default(int at, string record, string member)
    {
        var document = FullDocument.Of(s_read[at]).AsObject();
        document.Remove(member);
        var info = s_read[at].Properties.Single(property => property.Name == member);
        if (info.IsRequired)
        {
            var refusal = Assert.Throws<JsonException>(() => document.Deserialize(s_read[at]));
            Assert.Contains(member, refusal.Message, StringComparison.Ordinal);
            Assert.Contains(record, refusal.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.NotNull(info.Get!(document.Deserialize(s_read[at])!));
        }
    }

    [Fact]
    public void Every_record_of_the_protocol_is_looked_at()
    {
        var seen = s_read.Select(type => type.Type).ToHashSet();
        Assert.Empty(typeof(HelloFrame).Assembly.GetExportedTypes().Where(type => type.GetMethod("<Clone>$") is not null && !type.IsAbstract).Except(seen));
    }

    /// <summary>What is read, by the context that reads it. What is only written is not here: the compiler looks after that.</summary>
    private static IEnumerable<JsonTypeInfo> Roots() =>
    [
        .. typeof(ProtocolJson).GetProperties().Where(property => property.PropertyType.IsAssignableTo(typeof(JsonTypeInfo))).Select(property => (JsonTypeInfo)property.GetValue(ProtocolJson.Default)!),
        .. typeof(NodeJson).GetProperties().Where(property => property.PropertyType.IsAssignableTo(typeof(JsonTypeInfo))).Select(property => (JsonTypeInfo)property.GetValue(NodeJson.Default)!),
        ExecutionsJson.Default.ExecutionRequest,
        ExecutionsJson.Default.ExecutionSummary,
        ExecutionsJson.Default.ListAttemptRecord,
        ApiJson.Default.CreateTenantRequest,
        ApiJson.Default.ChangeTenantRequest,
        ApiJson.Default.CreateKeyRequest,
        ApiJson.Default.SetCredentialRequest,
        ApiJson.Default.CreateJoinTokenRequest,
        ApiJson.Default.LimitsBody,
        ResourcesJson.Default.PoolSizing,
        ClusterJson.Default.JobWish,
        PoolsJson.Default.PoolMemoryEntry,
        PriceJson.Default.PriceFile,
        WorkerFactsJson.Default.WorkerFacts,
        EgressFiguresJson.Default.ListEgressFigure,
    ];

    /// <summary>The record, or the items, and all records in it.</summary>
    private static IEnumerable<JsonTypeInfo> Records(JsonTypeInfo type) => type.Kind switch
    {
        JsonTypeInfoKind.Object when !type.Type.IsAbstract => FullDocument.Members(type).SelectMany(member => Records(type.Options.GetTypeInfo(member.PropertyType))).Prepend(type),
        JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary => Records(type.Options.GetTypeInfo(type.ElementType!)),
        _ => [],
    };

    private static bool NeverNull(JsonPropertyInfo member) =>
        !member.PropertyType.IsValueType
        && s_nullability.Create((member.AttributeProvider as PropertyInfo) ?? Clr(member)).ReadState == NullabilityState.NotNull;

    private static PropertyInfo Clr(JsonPropertyInfo member) =>
        member.DeclaringType.GetProperties().Single(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name) == member.Name);
}
