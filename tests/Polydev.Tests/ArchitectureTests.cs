using System.Reflection;
using ArchUnitNET.Domain;
using ArchUnitNET.Fluent;
using ArchUnitNET.Loader;
using Polydev.Controller;
using Polydev.Drivers;
using Polydev.Protocol;
using Polydev.Providers;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using Assembly = System.Reflection.Assembly;
using Type = System.Type;

namespace Polydev.Tests;

/// <summary>Holds the walls of the house: which part may name which.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly Controller = typeof(ControllerHost).Assembly;

    private static readonly Architecture House = new ArchLoader().LoadAssemblies(Controller, typeof(IWorkerDriver).Assembly).Build();

    /// <summary>What each project may reference of ours.</summary>
    public static TheoryData<string, string[]> References => new()
    {
        { "Polydev.Protocol", [] },
        { "Polydev.Providers", ["Polydev.Protocol"] },
        { "Polydev.Sockets", [] },
        { "polydev-worker", ["Polydev.Protocol", "Polydev.Providers", "Polydev.Sockets"] },
        { "Polydev.Egress", ["Polydev.Protocol", "Polydev.Sockets"] },
        { "Polydev.Drivers", ["Polydev.Protocol"] },
        { "Polydev.Node", ["Polydev.Protocol", "Polydev.Drivers", "Polydev.Egress"] },
        { "Polydev.Simulator", ["Polydev.Protocol", "Polydev.Providers"] },
        { "Polydev.Controller", ["Polydev.Protocol", "Polydev.Providers", "Polydev.Drivers"] },
    };

    /// <summary>Rooms of the controller that must not name each other: from, to.</summary>
    public static TheoryData<string, string> ClosedDoors => new()
    {
        { "Executions", "Dashboard" },
        { "Pools", "Executions" },
        { "Workers", "Executions" },
        { "Workers", "Pools" },
        { "Cluster", "Executions" },
        { "Cluster", "Pools" },
        { "Cluster", "Workers" },
        { "Storage", "Executions" },
        { "Storage", "Pools" },
        { "Tenants", "Executions" },
        { "Credentials", "Executions" },
        { "Usage", "Executions" },
        { "Telemetry", "Executions" },
    };

    [Theory]
    [MemberData(nameof(References))]
    public void A_project_references_only_what_it_may(string project, string[] allowed)
    {
        var ours = Assembly.Load(project).GetReferencedAssemblies().Select(a => a.Name!)
            .Where(n => n.StartsWith("polydev", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(ours.Except(allowed, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(ClosedDoors))]
    public void Doors_between_rooms_open_one_way(string from, string to) => Holds(
        Types().That().ResideInNamespaceMatching($"^Polydev\\.Controller\\.{from}(\\.|$)")
            .Should().NotDependOnAnyTypesThat().ResideInNamespaceMatching($"^Polydev\\.Controller\\.{to}(\\.|$)").WithoutRequiringPositiveResults());

    [Fact]
    public void Only_storage_names_a_database()
    {
        var outsiders = Controller.GetTypes()
            .Where(t => t.Namespace is { } room && room.StartsWith("Polydev.Controller", StringComparison.Ordinal) && !room.StartsWith("Polydev.Controller.Storage", StringComparison.Ordinal))
            .SelectMany(Mentioned)
            .Where(m => m.Mentions.Namespace is { } n && (n.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) || n.StartsWith("Microsoft.Data", StringComparison.Ordinal) || n.StartsWith("SQLitePCL", StringComparison.Ordinal)))
            .Select(m => $"{m.By} names {m.Mentions}");
        Assert.Empty(outsiders);
    }

    [Fact]
    public void A_driver_folder_never_names_another_driver()
    {
        string[] drivers = ["Process", "Docker", "Nomad", "Fake"];
        foreach (var (one, other) in drivers.SelectMany(a => drivers.Where(b => b != a).Select(b => (a, b))))
        {
            Holds(Types().That().ResideInNamespaceMatching($"^Polydev\\.Drivers\\.{one}(\\.|$)")
                .Should().NotDependOnAnyTypesThat().ResideInNamespaceMatching($"^Polydev\\.Drivers\\.{other}(\\.|$)").WithoutRequiringPositiveResults());
        }
    }

    [Fact]
    public void Only_the_docker_driver_names_the_engines_client()
    {
        const string client = "Docker.DotNet";
        foreach (var assembly in new[] { "Polydev.Controller", "Polydev.Node", "polydev" })
        {
            Assert.DoesNotContain(Assembly.Load(assembly).GetReferencedAssemblies(), a => a.Name!.StartsWith(client, StringComparison.Ordinal));
        }

        var outsiders = typeof(IWorkerDriver).Assembly.GetTypes()
            .Where(t => t.Namespace is { } room && !room.StartsWith("Polydev.Drivers.Docker", StringComparison.Ordinal))
            .SelectMany(Mentioned)
            .Where(m => m.Mentions.Namespace?.StartsWith(client, StringComparison.Ordinal) == true)
            .Select(m => $"{m.By} names {m.Mentions}");
        Assert.Empty(outsiders);
    }

    [Fact]
    public void Nothing_is_named_for_nothing()
    {
        string[] empty = ["Manager", "Helper", "Helpers", "Util", "Utils", "Common", "Service"];
        var named = new[] { Controller, typeof(IWorkerDriver).Assembly, typeof(Wire).Assembly, typeof(ProtocolJson).Assembly, Assembly.Load("polydev-worker"), Assembly.Load("Polydev.Egress"), Assembly.Load("Polydev.Sockets"), Assembly.Load("Polydev.Node"), Assembly.Load("Polydev.Simulator") }
            .SelectMany(a => a.GetTypes())
            .Where(t => t.Namespace?.StartsWith("Polydev", StringComparison.Ordinal) == true && empty.Any(e => t.Name.EndsWith(e, StringComparison.Ordinal)));
        Assert.Empty(named);
    }

    private static IEnumerable<(Type By, Type Mentions)> Mentioned(Type type)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var mentioned = type.GetFields(all).Select(f => f.FieldType)
            .Concat(type.GetProperties(all).Select(p => p.PropertyType))
            .Concat(type.GetConstructors(all).SelectMany(c => c.GetParameters()).Select(p => p.ParameterType))
            .Concat(type.GetMethods(all).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)))
            .Append(type.BaseType ?? typeof(object));
        return mentioned.SelectMany(m => m.IsGenericType ? m.GetGenericArguments().Append(m) : [m]).Select(m => (type, m));
    }

    private static void Holds<T>(ArchRule<T> rule)
        where T : ICanBeAnalyzed
    {
        var broken = rule.Evaluate(House).Where(r => !r.Passed).Select(r => r.Description);
        Assert.Empty(broken);
    }
}
