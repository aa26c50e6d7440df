export interface ChartTools {
  helm?: string;
  python?: string;
  reason?: string;
}

export function findChartTools(): ChartTools;
export function installChartTools(): Promise<ChartTools>;
